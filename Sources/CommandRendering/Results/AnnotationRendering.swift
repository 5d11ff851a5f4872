/// The annotations of a document, in the order of their keys.
struct AnnotationRendering {
    /// Values by key.
    private let annotations: [String: String]

    /// A rendering of these annotations.
    init(_ annotations: [String: String]) {
        self.annotations = annotations
    }

    /// A heading and a line an annotation; nothing where there is none.
    var lines: [String] {
        guard !annotations.isEmpty else { return [] }
        var table = TextTable()
        for (key, value) in annotations.sorted(by: { $0.key < $1.key }) {
            table.add([Shown.text(key), Shown.text(value)])
        }
        return ["", "annotations"] + table.lines(indent: "  ")
    }
}
