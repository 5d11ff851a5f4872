import ImageModel

extension JSONTree {
    /// Reads a document, which may begin with a UTF-8 byte order mark; returns `nil` if it is not JSON.
    init?(document bytes: [UInt8]) {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        self.init(parsing: bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes)
    }

    /// A string, spelled so that a terminal shows it.
    static func shown(_ text: String) -> JSONTree {
        .scalar(JSONText.quoted(text))
    }

    /// An object with these members.
    static func members(_ members: [(String, JSONTree)]) -> JSONTree {
        .object(members.map { Member(spelling: JSONText.quoted($0.0), name: $0.0, value: $0.1) })
    }

    /// The text on several lines, indented by four spaces per level as docker's clients do.
    var lines: String {
        text(indentedBy: "    ", respelling: JSONText.shown)
    }
}
