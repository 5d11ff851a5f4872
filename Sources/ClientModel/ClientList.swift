import PlatformModel

/// A client of registries in one range of versions.
public struct Client: Sendable {
    /// The name, as `--client` takes it.
    public let name: String
    /// What the name stands for.
    public let title: String
    /// The versions for which the rules hold.
    public let versions: ClientVersions
    private let policy: any ClientPolicy

    /// Describes the rules of one client.
    init(_ name: String, _ title: String, _ versions: ClientVersions, _ policy: any ClientPolicy) {
        self.name = name
        self.title = title
        self.versions = versions
        self.policy = policy
    }

    /// What the client would do.
    public func answer(to question: ClientQuestion) -> ClientAnswer {
        var answer = policy.answer(to: question)
        answer.wanted = policy.wanted(by: question)
        answer.note = answer.note ?? policy.note(about: question)
        return answer
    }
}

/// The versions for which the rules of a client hold, and what they rest on.
public struct ClientVersions: Hashable, Sendable, CustomStringConvertible {
    /// What the rules were compared with.
    public enum Evidence: Hashable, Sendable {
        /// This version was run.
        case run(String)
        /// The source of this version was read.
        case read(String)
    }

    /// The first version; `nil` if no older rules are known.
    let from: DottedVersion?
    /// The first version with other rules; `nil` if there is none.
    let before: DottedVersion?
    /// What the rules were compared with.
    public let evidence: Evidence

    init(from: String? = nil, before: String? = nil, _ evidence: Evidence) {
        self.from = from.flatMap(DottedVersion.init)
        self.before = before.flatMap(DottedVersion.init)
        self.evidence = evidence
    }

    /// Whether the rules hold for a version; `29` stands for the newest 29.
    func contain(_ version: DottedVersion) -> Bool {
        let numbers = version.numbers
        func isReached(_ limit: DottedVersion) -> Bool {
            !numbers.lexicographicallyPrecedes(limit.numbers.prefix(numbers.count))
        }
        return (from.map(isReached) ?? true) && !(before.map(isReached) ?? false)
    }

    /// The range and the evidence: `from 29.6, before 30.0, run with 29.7.2`.
    public var description: String {
        let range = [from.map { "from \($0.written)" }, before.map { "before \($0.written)" }].compactMap(\.self)
        switch evidence {
        case .run(let version): return (range + ["run with \(version)"]).joined(separator: ", ")
        case .read(let version): return (range + ["read in \(version)"]).joined(separator: ", ")
        }
    }
}

extension DottedVersion {
    fileprivate var written: String { numbers.map(String.init).joined(separator: ".") }
}

/// The clients whose choices are known.
public struct ClientList: Sendable {
    /// All clients, in the order in which they are shown; of one name, the newest first.
    public let all: [Client]

    /// The clients, with the names of architectures that they know.
    public init(catalog: PlatformCatalog) {
        all =
            Self.docker(catalog) + Self.containerd(catalog) + Self.containersImage(catalog) + [
                Client("crane", "go-containerregistry", .init(.run("0.21.9")), GoContainerRegistry(catalog: catalog)),
                Client("oras", "oras-go", .init(.run("1.3.3")), OrasGo()),
                Client("regctl", "regclient", .init(.run("0.11.5")), Regclient(catalog: catalog)),
                Client(
                    "apple", "Apple's container", .init(.read("1.2.0")), AppleContainerization(catalog: catalog)),
            ]
    }

    /// The newest rules of every client that is shown unless one is asked for.
    public var shown: [Client] {
        var seen: Set<String> = []
        return all.filter { !Self.ways.contains($0.name) && seen.insert($0.name).inserted }
    }

    /// Other ways of a client that its name alone does not mean.
    private static let ways: Set<String> = ["ctr-local", "containerd-cri-local"]

    /// Every name that ``client(_:)`` takes.
    public var names: [String] {
        var seen: Set<String> = []
        return all.map(\.name).filter { seen.insert($0).inserted }
    }

    /// The client of `NAME` or `NAME@VERSION`; the newest without a version.
    public func client(_ text: String) throws(ClientListError) -> Client {
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let named = all.filter { $0.name == parts[0] }
        guard let newest = named.first else {
            let near = Spelling.suggestion(for: parts[0], among: names)
            throw .unknown(parts[0], suggestion: near, known: names)
        }
        guard parts.count > 1 else { return newest }
        let written = parts[1].hasPrefix("v") ? String(parts[1].dropFirst()) : parts[1]
        guard let version = DottedVersion(written) else { throw .malformedVersion(parts[1], of: parts[0]) }
        return named.first { $0.versions.contain(version) } ?? newest
    }
}

/// Why no client has a name.
public enum ClientListError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No client has this name; `suggestion` is one typo away.
    case unknown(String, suggestion: String?, known: [String])
    /// The text after `@` is no version.
    case malformedVersion(String, of: String)

    /// What is wrong, and what was expected.
    public var description: String {
        switch self {
        case .unknown(let name, let suggestion?, _):
            return "no client is named '\(name)'; did you mean '\(suggestion)'?"
        case .unknown(let name, nil, let known):
            return "no client is named '\(name)'; known: \(known.joined(separator: ", "))"
        case .malformedVersion(let version, let name):
            return "'\(version)' is not a version of \(name), such as 1.2 or 1.2.3"
        }
    }
}

// MARK: - Versions

extension ClientList {
    private static func docker(_ catalog: PlatformCatalog) -> [Client] {
        let store = "docker with the containerd store"
        return [
            Client(
                "docker", "docker with graph drivers", .init(.run("29.7.2")), DockerGraphDriverStore(catalog: catalog)),
            Client(
                "docker-containerd", store, .init(from: "29.6", .run("29.7.2")),
                DockerContainerdStore(detectsLevel: true, catalog: catalog)),
            Client(
                "docker-containerd", store, .init(before: "29.6", .read("the release notes of 29.6")),
                DockerContainerdStore(detectsLevel: false, catalog: catalog)),
        ]
    }

    private static func containerd(_ catalog: PlatformCatalog) -> [Client] {
        let (pull, tool, kubelet) = ("Client.Pull (nerdctl, buildkit)", "ctr images pull", "CRI (kubelet)")
        let local = "CRI with use_local_image_pull"
        let new = ClientVersions(from: "2.0", .run("2.4.0-beta"))
        let old = ClientVersions(before: "2.0", .run("1.6.20"))
        return [
            Client("containerd", pull, new, ContainerdClientPull(generation: .v2, catalog: catalog)),
            Client("containerd", pull, old, ContainerdClientPull(generation: .v1, catalog: catalog)),
            Client("ctr", tool, new, ContainerdTool(way: .transferService, generation: .v2, catalog: catalog)),
            Client("ctr", tool, old, ContainerdTool(way: .local, generation: .v1, catalog: catalog)),
            Client("ctr-local", "\(tool) --local", new, ContainerdTool(way: .local, generation: .v2, catalog: catalog)),
            Client(
                "containerd-cri", kubelet, .init(from: "2.1", .run("2.4.0-beta")),
                ContainerdRuntimeInterface(way: .transferService, generation: .v2, catalog: catalog)),
            Client(
                "containerd-cri", kubelet, .init(from: "2.0", before: "2.1", .read("2.0")),
                ContainerdRuntimeInterface(way: .local, generation: .v2, catalog: catalog)),
            Client(
                "containerd-cri", kubelet, .init(before: "2.0", .read("1.6")),
                ContainerdRuntimeInterface(way: .local, generation: .v1, catalog: catalog)),
            Client(
                "containerd-cri-local", local, .init(from: "2.1", .run("2.4.0-beta")),
                ContainerdRuntimeInterface(way: .local, generation: .v2, catalog: catalog)),
        ]
    }

    private static func containersImage(_ catalog: PlatformCatalog) -> [Client] {
        [
            Client(
                "podman", "podman pull", .init(from: "4.7", .run("5.8.3")),
                ContainersImage(program: .podman, generation: .preferringZstd, catalog: catalog)),
            Client(
                "podman", "podman pull", .init(before: "4.7", .run("4.3.1")),
                ContainersImage(program: .podman, generation: .first, catalog: catalog)),
            Client(
                "skopeo", "skopeo copy", .init(from: "1.14", .run("1.22-dev")),
                ContainersImage(program: .skopeo, generation: .preferringZstd, catalog: catalog)),
            Client(
                "skopeo", "skopeo copy", .init(before: "1.14", .run("1.9.3")),
                ContainersImage(program: .skopeo, generation: .first, catalog: catalog)),
        ]
    }
}
