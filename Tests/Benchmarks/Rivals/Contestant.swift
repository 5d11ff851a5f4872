/// A way to pull an image.
protocol Contestant: Sendable {
    /// Its name in the report, which says what it does where that is not plain.
    var name: String { get }

    /// Why it cannot run on this machine; nil when it can.
    func obstacle() -> String?

    /// Whether it leaves the files of the image behind, and not only its blobs.
    var unpacks: Bool { get }

    /// Writes what the commands need, before anything is measured.
    func prepare(for pull: Pull) throws

    /// Starts what has to run beside the commands; it ends when the value goes. What an ``EngineDaemon`` uses counts.
    func companion(for pull: Pull) throws -> (any Sendable)?

    /// The commands, run one after the other, whose times are added up.
    func commands(for pull: Pull) -> [Command]
}

extension Contestant {
    /// Most only fetch.
    var unpacks: Bool { false }

    /// Nothing is needed.
    func prepare(for pull: Pull) throws {}

    /// Nothing runs beside the commands.
    func companion(for pull: Pull) throws -> (any Sendable)? { nil }

    /// The obstacle that a missing program is.
    func missing(_ programs: String...) -> String? {
        programs.first { Tools.path(of: $0) == nil }.map { "\($0) is not installed" }
    }
}
