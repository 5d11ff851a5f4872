import TestSupport

/// `resolve pull` to an OCI layout, to a directory of files, or to containerd.
struct ResolvePull: Contestant {
    /// Where the image goes.
    enum Output: Sendable {
        /// An OCI layout.
        case layout
        /// A directory with its files.
        case files
        /// A containerd that is started anew for each pull.
        case containerd
    }

    let name: String
    private let binary: String
    private let output: Output
    private let options: [String]

    /// The built command, with options if `options` are given.
    init(_ binary: String, named name: String = "resolve", to output: Output = .layout, options: [String] = []) {
        self.binary = binary
        self.name = name
        self.output = output
        self.options = options
    }

    var unpacks: Bool {
        switch output {
        case .layout: false
        case .files, .containerd: true
        }
    }

    func obstacle() -> String? {
        guard let help = try? runChecked(binary, ["pull", "--help"]).output else { return "\(binary) does not run" }
        let unknown = options.first { $0.hasPrefix("--") && !help.contains($0 + " ") }
        if let unknown { return "this resolve has no \(unknown)" }
        switch output {
        case .layout: return nil
        case .files: return help.contains("rootfs:") ? nil : "this resolve has no -o rootfs:"
        case .containerd:
            return help.contains("containerd") ? missing("containerd", "unshare") : "this resolve has no -o containerd"
        }
    }

    func companion(for pull: Pull) throws -> (any Sendable)? {
        switch output {
        case .layout, .files: nil
        case .containerd: try EngineDaemon.containerd(in: pull.folder)
        }
    }

    func commands(for pull: Pull) -> [Command] {
        let fixed = ["pull", "-q", pull.reference, "--platform", "linux/amd64", "-o"]
        switch output {
        case .layout: return [Command(binary, fixed + [pull.file("layout")] + options)]
        case .files: return [Command(binary, fixed + ["rootfs:" + pull.file("tree")] + options)]
        case .containerd:
            let variables = [
                "CONTAINERD_ADDRESS=" + EngineDaemon.containerdSocket(in: pull.folder),
                "CONTAINERD_SNAPSHOTTER=" + CtrPull.snapshotter,
            ]
            return [Command("env", variables + [binary] + fixed + ["containerd"] + options)]
        }
    }
}
