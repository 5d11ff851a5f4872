/// What a Windows host of one build runs: one row of `windows-builds.tsv`.
package struct WindowsBuild: Hashable, Sendable {
    /// One end of a range of container builds.
    package enum Bound: Hashable, Sendable {
        /// A fixed build.
        case build(Int)
        /// The host's own build.
        case host

        /// The build that this is on a host of `build`.
        package func number(onHost build: Int) -> Int {
            switch self {
            case .build(let number): return number
            case .host: return build
            }
        }
    }

    /// The host's build, or the first build that the row stands for.
    package let build: Int
    /// Whether the row stands for all later builds that no row names.
    package let andLater: Bool
    /// What the build is called.
    package let name: String
    /// The line of Windows, or `nil` for both.
    package let product: WindowsProduct?
    /// The oldest container build that runs with process isolation.
    package let processMinimum: Bound
    /// The newest container build that runs with process isolation.
    package let processMaximum: Bound
    /// The oldest container build that runs with Hyper-V isolation; `nil` when every one does.
    package let hyperVMinimum: Int?
    /// Whether an entry of the host's own revision goes before one of another.
    package let prefersEqualRevision: Bool
    /// A remark for readers.
    package let notes: String?
}

extension WindowsBuild: TableEntry {
    /// `windows-builds.tsv`.
    static var kind: TableKind { .windowsBuilds }

    /// The build, whether later ones are meant too, and the product.
    var key: String { "\(build)\(andLater ? "+" : "") \(product?.rawValue ?? "any")" }

    /// Reads one row of the table.
    init(row: TableRow) throws(TableError) {
        let text = try row.text("build")
        andLater = text.hasSuffix("+")
        guard let number = TableRow.number(in: andLater ? String(text.dropLast()) : text) else {
            throw row.error(.malformed(text, expected: "a build number, '+' behind it for later ones too"), in: "build")
        }
        build = number
        name = try row.text("name")
        product = try row.choice("product", ["client": .client, "server": .server, "any": nil])
        processMinimum = try Self.bound(row, "process min")
        processMaximum = try Self.bound(row, "process max")
        hyperVMinimum = try row.text("hyperv min") == "any" ? nil : try row.number("hyperv min")
        prefersEqualRevision = try row.choice("revision", ["-": false, "equal first": true])
        notes = row.optional("notes")
    }

    private static func bound(_ row: TableRow, _ column: String) throws(TableError) -> Bound {
        try row.text(column) == "host" ? .host : .build(try row.number(column))
    }
}
