/// A complete page: it needs no other file, has no script, and its policy forbids all requests.
struct Page {
    private let title: String
    private let lead: HTML
    private let program: String
    private var sections: [HTML] = []

    /// A page about `subject`, beginning with `lead`; `program` is the name and version of the program that makes it.
    init(_ kind: String, about subject: String, lead: HTML, program: String) {
        title = "\(Shown.text(subject)) · \(kind)"
        self.lead = .element(
            "header",
            [
                .element("p", ["class": "kind"], kind), .element("h1", [.path(Shown.sentence(subject))]),
                lead,
            ])
        self.program = program
    }

    /// Adds a section with its heading.
    mutating func add(_ heading: String, _ content: [HTML]) {
        sections.append(.element("section", [.element("h2", heading)] + content))
    }

    /// The whole text of the page.
    var text: String {
        let head = HTML.element(
            "head",
            [
                .void("meta", ["charset": "utf-8"]),
                .void("meta", ["http-equiv": "Content-Security-Policy", "content": Self.policy]),
                .void("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
                .void("meta", ["name": "color-scheme", "content": "light dark"]),
                .void("meta", ["name": "generator", "content": program]),
                .element("title", title), .style(PageStyle.sheet),
            ])
        let footer = HTML.element("footer", [.element("p", "Made by \(program).")])
        let body = HTML.element("body", [.element("main", [lead] + sections), footer])
        return "<!DOCTYPE html>\n" + HTML.element("html", ["lang": "en"], [head, body]).markup + "\n"
    }

    /// Nothing is loaded; the only style sheet is inside the page.
    private static let policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
}

extension HTML {
    /// Names and values below one another.
    static func facts(_ facts: [(name: String, value: HTML)]) -> HTML {
        .element(
            "dl", facts.map { .element("div", [.element("dt", $0.name), .element("dd", [$0.value])]) })
    }

    /// A text in the font of code.
    static func code(_ text: String) -> HTML {
        .element("code", text)
    }

    /// A path or the name of an image or platform, which is broken after a slash if it is too long for its line.
    static func path(_ text: String) -> HTML {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let pieces = parts.enumerated().map { number, part in HTML.text(number < parts.count - 1 ? part + "/" : part) }
        let broken = pieces.dropLast().flatMap { [$0, .void("wbr", [:])] } + pieces.suffix(1)
        return .element("code", broken)
    }

    /// A digest of which a narrow column shows only the beginning; it is selected as a whole.
    static func digest(_ digest: String?) -> HTML {
        digest.map { .element("code", ["class": "digest"], $0) } ?? .text("-")
    }

    /// A word that stands out.
    static func badge(_ word: String, _ kind: StaticString = "mark") -> HTML {
        .element("strong", ["class": "badge \(kind)"], word)
    }
}
