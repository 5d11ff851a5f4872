/// A way to pull an image.
protocol Contestant: Sendable {
    /// Its name in the report, which says what it does where that is not plain.
    var name: String { get }

    /// Why it cannot run on this machine; nil when it can.
    func obstacle() -> String?

    /// Starts what has to run beside the commands; it ends when the value goes.
    func companion(for pull: Pull) throws -> (any Sendable)?

    /// The commands, run one after the other, whose times are added up.
    func commands(for pull: Pull) -> [Command]
}

extension Contestant {
    /// Nothing runs beside the commands.
    func companion(for pull: Pull) throws -> (any Sendable)? { nil }

    /// The obstacle that a missing program is.
    func missing(_ programs: String...) -> String? {
        programs.first { Tools.path(of: $0) == nil }.map { "\($0) is not installed" }
    }
}
