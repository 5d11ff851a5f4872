import Foundation

/// Headless Chromium, which shows pages to tests.
public enum Browser {
    /// The preference that pages ask for with `prefers-color-scheme`.
    public enum ColorScheme: String, Sendable, CaseIterable {
        /// Dark text on a light ground.
        case light
        /// Light text on a dark ground.
        case dark

        /// Blink's number of the scheme.
        fileprivate var number: Int { self == .dark ? 0 : 1 }
    }

    /// What a page looks like in a window of this width.
    ///
    /// The page is shown in a frame of a page of the test, whose script measures it: a window is at least 500 pixels wide,
    /// and the page itself allows no script.
    public static func measure(_ page: String, width: Int, scheme: ColorScheme) throws -> PageMeasure {
        let folder = try TemporaryFolder()
        let script = try Fixtures.text("page/measure.js")
        let quoted = page.replacing("&", with: "&amp;").replacing("\"", with: "&quot;")
        let wrapper = """
            <!DOCTYPE html><html style="color-scheme: \(scheme)"><meta charset="utf-8"><body style="margin: 0">
            <iframe id="page" style="border: 0" width="\(width)" height="900"></iframe>
            <script>\(script)
            </script><template id="source" data-page="\(quoted)"></template>
            <script>frame.srcdoc = document.getElementById("source").dataset.page;</script></body></html>
            """
        let path = folder.file("wrapper.html")
        try Data(wrapper.utf8).write(to: URL(fileURLWithPath: path))
        let dump = try document(at: path, in: folder, scheme: scheme)
        guard let start = dump.range(of: #"<output id="measure">"#),
            let end = dump.range(of: "</output>", range: start.upperBound..<dump.endIndex),
            let json = Data(base64Encoded: String(dump[start.upperBound..<end.lowerBound]))
        else { throw TestProgramError.lineMissing(program: "chromium", text: "measure", output: dump) }
        return try JSONDecoder().decode(PageMeasure.self, from: json)
    }

    /// The document of a file, as the browser has read it.
    public static func document(at path: String, scheme: ColorScheme = .light) throws -> String {
        try document(at: path, in: try TemporaryFolder(), scheme: scheme)
    }

    private static func document(
        at path: String, in folder: TemporaryFolder, scheme: ColorScheme
    ) throws -> String {
        let result = try run(
            "chromium",
            [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
                "--disable-background-networking", "--disable-component-update",
                "--user-data-dir=\(folder.file("profile"))", "--blink-settings=preferredColorScheme=\(scheme.number)",
                "--window-size=1500,1000", "--virtual-time-budget=5000", "--dump-dom",
                URL(fileURLWithPath: path).absoluteString,
            ], environment: TestEnvironment.clean(home: folder.path))
        guard result.status == 0 else {
            throw TestProgramError.lineMissing(program: "chromium", text: "</html>", output: result.errors)
        }
        return result.output
    }
}

/// What `Tests/Fixtures/page/measure.js` finds out about a page.
public struct PageMeasure: Decodable, Sendable {
    /// The color scheme that the page was asked for.
    public let scheme: String
    /// The color behind the text.
    public let background: String
    /// The width of the window, in pixels.
    public let width: Double
    /// The width of the content, which is larger than that of the window if the page scrolls sideways.
    public let scrollWidth: Double
    /// The elements that reach beyond the window.
    public let wide: [String]
    /// The least contrast of a text with what is behind it.
    public let leastContrast: Double
    /// The elements whose text has a contrast below 4.5, the limit of WCAG 2.2, 1.4.3.
    public let faint: [String]
    /// The number of texts whose contrast was measured.
    public let texts: Int
    /// The title.
    public let title: String
    /// The language.
    public let lang: String
    /// The headings in order, each after the name of its element.
    public let headings: [String]
    /// The captions of the tables.
    public let captions: [String]
    /// The scopes of all header cells.
    public let scopes: [String]
    /// The cells of the rows of all tables.
    public let rows: [[String]]
    /// Whether the cells of a row are below one another.
    public let stacked: Bool
    /// The cells of the rows that are set off.
    public let marked: [[String]]
    /// The levels of the ladder.
    public let ladder: [String]
    /// The whole text.
    public let body: String
    /// The elements that could load or run something.
    public let active: [String]
    /// The files that the page has loaded.
    public let requests: [String]
}
