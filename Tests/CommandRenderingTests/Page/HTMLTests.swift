import Testing

@testable import CommandRendering

struct HTMLTests {
    @Test(arguments: [
        ("linux/amd64", "linux/amd64"),
        ("<script>alert('x')</script>", "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"),
        (#"" onclick="x"#, "&quot; onclick=&quot;x"),
        ("a & b &lt;", "a &amp; b &amp;lt;"),
        // A text that changes the direction of writing would show another name than the one it is about.
        ("a\u{202E}b\u{2066}c\u{200F}", #"a\u{202e}b\u{2066}c\u{200f}"#),
        ("a\u{0}\u{1B}[31m\u{85}\nb", #"a\u{0}\u{1b}[31m\u{85}\u{a}b"#),
        ("größe \u{1F40B} 日本", "größe \u{1F40B} 日本"),
        ("<\u{338}", "&lt;\u{338}"),
        ("", ""),
    ])
    func `text is escaped, as content and as an attribute`(text: String, expected: String) {
        #expect(HTML.text(text).markup == expected)
        #expect(HTML.element("b", text).markup == "<b>\(expected)</b>")
        #expect(HTML.element("b", ["title": text], []).markup == #"<b title="\#(expected)"></b>"#)
    }

    @Test func `the style sheet asks for no file, and cannot end before its end`() {
        let sheet = PageStyle.sheet.description
        for word in ["url(", "@import", "http", "@font-face", "<", "expression"] {
            #expect(!sheet.contains(word), "\(word)")
        }
        #expect(sheet.filter { $0 == "{" }.count == sheet.filter { $0 == "}" }.count)
    }
}
