/// An operating system: one row of `operating-systems.tsv`.
package struct OperatingSystem: Hashable, Sendable {
    /// The name in image indexes, which is Go's `GOOS`.
    package let name: String
    /// The aliases of this system.
    package let aliases: [String]
    /// The systems whose images run on this one as guests.
    package let guests: [String]
    /// Whether `os.version` decides whether an image runs.
    package let bindsVersion: Bool
    /// The features that every host of this system has unless a probe refutes it.
    package let features: [String]
}

extension OperatingSystem: TableEntry {
    static var kind: TableKind { .operatingSystems }

    var key: String { name }

    init(row: TableRow) throws(TableError) {
        name = try row.text("name")
        aliases = row.words("aliases")
        guests = row.words("guests")
        bindsVersion = try row.choice("version", ["-": false, "binds": true])
        features = row.words("features")
    }
}

/// The containers that a Windows host of one build runs: one row of `windows-builds.tsv`.
package struct WindowsBuild: Hashable, Sendable {
    /// One end of a range of container builds.
    package enum Bound: Hashable, Sendable {
        /// A fixed build.
        case build(Int)
        /// The host's own build.
        case host

        /// The build number of this bound on a host of `build`.
        package func number(onHost build: Int) -> Int {
            switch self {
            case .build(let number): return number
            case .host: return build
            }
        }
    }

    /// The host's build, or the first build that the row covers.
    package let build: Int
    /// Whether the row also covers all later builds without a row of their own.
    package let andLater: Bool
    /// The name of the Windows release.
    package let name: String
    /// The product line; `nil` for both.
    package let product: WindowsProduct?
    /// The oldest container build that runs with process isolation.
    package let processMinimum: Bound
    /// The newest container build that runs with process isolation.
    package let processMaximum: Bound
    /// The oldest container build that runs with Hyper-V isolation; `nil` if all do.
    package let hyperVMinimum: Int?
    /// Whether an entry with the host's own revision is preferred.
    package let prefersEqualRevision: Bool
    /// A remark for readers.
    package let notes: String?
}

extension WindowsBuild: TableEntry {
    static var kind: TableKind { .windowsBuilds }

    var key: String { "\(build)\(andLater ? "+" : "") \(product?.rawValue ?? "any")" }

    init(row: TableRow) throws(TableError) {
        let text = try row.text("build")
        andLater = text.hasSuffix("+")
        guard let number = TableRow.number(in: andLater ? String(text.dropLast()) : text) else {
            throw row.error(.malformed(text, expected: "a build number, optionally followed by '+'"), in: "build")
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

/// The Windows product line of a host; client and server run different ranges of older containers.
public enum WindowsProduct: String, Hashable, Sendable, Codable {
    /// Windows 10 and 11.
    case client
    /// Windows Server.
    case server
}
