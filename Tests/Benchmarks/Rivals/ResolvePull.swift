import TestSupport

/// `resolve pull` to an OCI layout.
struct ResolvePull: Contestant {
    let name: String
    private let binary: String
    private let options: [String]

    /// The built command, with options if `options` are given.
    init(_ binary: String, named name: String = "resolve", options: [String] = []) {
        self.binary = binary
        self.name = name
        self.options = options
    }

    func obstacle() -> String? {
        guard let help = try? runChecked(binary, ["pull", "--help"]).output else { return "\(binary) does not run" }
        let unknown = options.first { $0.hasPrefix("--") && !help.contains($0 + " ") }
        return unknown.map { "this resolve has no \($0)" }
    }

    func commands(for pull: Pull) -> [Command] {
        let fixed = ["pull", "-q", pull.reference, "--platform", "linux/amd64", "-o", pull.file("layout")]
        return [Command(binary, fixed + options)]
    }
}
