import ImageModel

/// A fragment of an HTML page.
///
/// Text and attribute values are escaped when a fragment is made, and nothing else that is not written in this program can
/// enter one: the names of elements and attributes are literals.
package struct HTML: Hashable, Sendable {
    /// The markup.
    package let markup: String

    private init(markup: String) {
        self.markup = markup
    }

    /// No markup.
    package static let empty = HTML(markup: "")

    /// A text from any source; control characters and those that change the direction of writing are written as `\u{…}`.
    package static func text(_ text: String) -> HTML {
        HTML(markup: escaped(text))
    }

    /// Fragments one after another.
    package static func list(_ children: [HTML]) -> HTML {
        HTML(markup: children.map(\.markup).joined())
    }

    /// An element with its attributes and children.
    package static func element(
        _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>, _ children: [HTML]
    ) -> HTML {
        let content = children.map(\.markup).joined()
        return HTML(markup: "\(lineBreak(before: name))<\(name)\(written(attributes))>\(content)</\(name)>")
    }

    /// An element with its attributes and one text.
    package static func element(
        _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>, _ text: String
    ) -> HTML {
        element(name, attributes, [.text(text)])
    }

    /// An element with its children.
    package static func element(_ name: StaticString, _ children: [HTML]) -> HTML {
        element(name, [:], children)
    }

    /// An element with one text.
    package static func element(_ name: StaticString, _ text: String) -> HTML {
        element(name, [:], [.text(text)])
    }

    /// An element that has no content, such as `meta`.
    package static func void(_ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>) -> HTML {
        HTML(markup: "\(lineBreak(before: name))<\(name)\(written(attributes))>")
    }

    /// A style sheet, which is part of this program.
    package static func style(_ sheet: StaticString) -> HTML {
        HTML(markup: "\n<style>\n\(sheet)\n</style>")
    }

    private static func written(_ attributes: KeyValuePairs<StaticString, String>) -> String {
        attributes.map { " \($0.key)=\"\(escaped($0.value))\"" }.joined()
    }

    /// Elements that begin on a line of their own, so that people can read the source and compare two pages.
    private static func lineBreak(before name: StaticString) -> String {
        let blocks: Set<String> = [
            "head", "body", "meta", "title", "main", "header", "section", "footer", "h1", "h2", "h3", "p", "dl", "div",
            "dt",
            "table", "caption", "colgroup", "thead", "tbody", "tr", "ol", "ul", "li", "pre",
        ]
        return blocks.contains(name.description) ? "\n" : ""
    }

    private static func escaped(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
        let printable = isPlain ? text : Printable.escaped(text, limit: .max)
        guard printable.utf8.contains(where: { special.contains($0) }) else { return printable }
        var result = ""
        for scalar in printable.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The characters with a meaning in HTML.
    private static let special: Set<UInt8> = Set("&<>\"'".utf8)
}
