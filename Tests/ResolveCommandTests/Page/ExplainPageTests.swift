import Foundation
import TestSupport
import Testing

/// `explain --html`, in a browser.
struct ExplainPageTests {
    /// A list with names that would be markup, in a page that did not escape them.
    private static let hostile: String = {
        let names = [
            "<script>document.title='run'</script>", #""><img src=x onerror="document.title='run'">"#,
            "</style></table><h1>more</h1>", "\u{202E}46dma/xunil", String(repeating: "x<i>", count: 5_000),
        ]
        let entries = names.enumerated().map { number, name in
            let digest = "sha256:" + String(repeating: "\(number)", count: 64)
            let quoted = String(decoding: (try? JSONEncoder().encode(name)) ?? Data(), as: UTF8.self)
            return #"{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"\#(digest)","size":1,"#
                + #""platform":{"os":\#(quoted),"architecture":\#(quoted),"variant":\#(quoted)}}"#
        }
        let sound = String(decoding: SampleImages.amd64Levels().root.bytes, as: UTF8.self)
        return sound.replacing(#""manifests":["#, with: #""manifests":["# + entries.joined(separator: ",") + ",")
    }()

    private static func page(_ index: String, host: String = "amd64-v3") throws -> String {
        let result = try Command.run(
            "explain", "--index-file", "-", "--host", host, "--html", "-", stdin: index)
        #expect(result.status == 0, "\(result.errors)")
        return result.output
    }

    @Test(arguments: [320, 400, 760, 1000, 1400], Browser.ColorScheme.allCases)
    func `a page fits the window and can be read, in both color schemes`(
        width: Int, scheme: Browser.ColorScheme
    ) throws {
        let page = try Self.page(Self.hostile)
        let shown = try Browser.measure(page, width: width, scheme: scheme)
        #expect(shown.width == Double(width))
        #expect(shown.scrollWidth <= Double(width))
        #expect(shown.wide == [])
        #expect(shown.stacked == (width < 992))
        #expect(shown.scheme == scheme.rawValue)
        #expect((shown.background == "rgb(255, 255, 255)") == (scheme == .light))
        #expect(shown.faint == [])
        #expect(shown.texts > 100)
    }

    @Test func `a page shows the choice, all entries, the levels, and what other clients would take`() throws {
        let index = String(decoding: SampleImages.amd64Levels().root.bytes, as: UTF8.self)
        let shown = try Browser.measure(try Self.page(index), width: 1400, scheme: .light)
        let digest = SampleImages.amd64Levels().child(2).digest
        #expect(shown.marked == [["2 chosen", "1", "linux/amd64/v3", digest, "exact", ""]])
        #expect(
            shown.ladder == [
                "v4 does not run entry 3", "v3 the wanted platform entry 2 (chosen)", "v2 runs entry 1",
                "v1 runs entry 0",
            ])
        let clients = shown.rows.filter { $0.count == 5 }
        #expect(clients.map { $0[0].split(separator: " ")[0] }.contains("containerd-cri"))
        #expect(clients.first { $0[0].hasPrefix("crane") }?[2] == "0")
        #expect(clients.first { $0[0].hasPrefix("regctl") }?[2] == "2")
        #expect(shown.body.contains("wanted linux/amd64/v3, from --host amd64-v3"))
    }

    @Test func `a screen reader finds a language, a title, headings in order, and tables with captions and headers`()
        throws
    {
        let shown = try Browser.measure(try Self.page(Self.hostile), width: 400, scheme: .light)
        #expect(shown.lang == "en")
        #expect(shown.title == "stdin · resolve explain")
        #expect(shown.headings == ["h1 stdin", "h2 Entries", "h2 CPU levels of amd64", "h2 Other clients"])
        #expect(shown.captions.count == 2)
        #expect(!shown.captions.contains(""))
        #expect(shown.scopes.allSatisfy { $0 == "col" || $0 == "row" })
    }

    @Test func `names from an index do not become markup, and nothing is loaded or run`() throws {
        let page = try Self.page(Self.hostile)
        let shown = try Browser.measure(page, width: 400, scheme: .dark)
        #expect(shown.active == [])
        #expect(shown.requests == [])
        #expect(shown.body.contains("<script>document.title='run'</script>"))
        #expect(shown.body.contains(#"\u{202e}46dma/xunil"#))
        #expect(!shown.body.contains("\u{202E}"))
        #expect(page.utf8.count < 60_000)
        let policy = #"<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; "#
        #expect(page.contains(policy + #"style-src &#39;unsafe-inline&#39;; img-src data:">"#))
    }

    @Test func `the file is a page of its own`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("page.html")
        let index = String(decoding: SampleImages.sixPlatforms().root.bytes, as: UTF8.self)
        let result = try Command.run(
            "explain", "--index-file", "-", "--host", "graviton3", "--html", path, stdin: index)
        #expect(result.status == 0)
        #expect(result.output.contains("chosen  "))
        let document = try Browser.document(at: path)
        #expect(document.contains("<title>stdin · resolve explain</title>"))
        #expect(document.contains("<h2>CPU levels of arm64</h2>"))
    }

    @Test func `measuring finds what is too wide, too faint, or loads something`() throws {
        let bad = """
            <!DOCTYPE html><html><body style="background: #fff"><p style="color: #999">faint</p>
            <div style="width: 900px">wide</div><img src="data:,"></body></html>
            """
        let shown = try Browser.measure(bad, width: 400, scheme: .light)
        #expect(shown.scrollWidth > 400)
        #expect(shown.wide == ["div"])
        #expect(shown.faint == ["p"])
        #expect(shown.active == ["img"])
    }
}

/// The file of `--html`.
struct PageFileTests {
    private let list = String(decoding: SampleImages.sixPlatforms().root.bytes, as: UTF8.self)

    @Test func `a page is written although no entry matches`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("page.html")
        let result = try Command.run(
            "explain", "--index-file", "-", "--platform", "linux/s390x", "--html", path, stdin: list)
        #expect(result.status == 3)
        #expect(try String(contentsOfFile: path, encoding: .utf8).contains("no manifest runs on linux/s390x"))
    }

    @Test func `a page that is there is replaced as a whole`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("page.html", String(repeating: "old", count: 100_000))
        #expect(
            try Command.run("explain", "--index-file", "-", "--html", path, "--host", "graviton3", stdin: list).status
                == 0)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.hasPrefix("<!DOCTYPE html>\n"))
        #expect(text.hasSuffix("</html>\n"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["page.html"])
    }

    @Test func `a file that cannot be written ends with 10, before anything is printed`() throws {
        let folder = try TemporaryFolder()
        for path in [folder.file("absent/page.html"), folder.path] {
            let result = try Command.run("explain", "--index-file", "-", "--html", path, stdin: list)
            #expect(result.status == 10, "\(path)")
            #expect(result.output == "")
            #expect(result.errors.contains(path))
        }
    }

    @Test func `stdout is either a page or JSON`() throws {
        let result = try Command.run("explain", "--index-file", "-", "--html", "-", "--json", stdin: list)
        #expect(result.status == 64)
        #expect(result.errors.contains("--html - and --json cannot be combined"))
    }

    @Test func `a file and --json together give both`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("page.html")
        let result = try Command.run(
            "explain", "--index-file", "-", "--host", "graviton3", "--html", path, "--json", stdin: list)
        #expect(try JSONObject(result.output).object("chosen")?.numbers("position") == [1])
        #expect(FileManager.default.fileExists(atPath: path))
    }
}
