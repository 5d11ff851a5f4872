@testable import PlatformModel

/// The built-in catalog, read once.
let builtIn: PlatformCatalog = {
    do { return try PlatformCatalog.builtIn() } catch { preconditionFailure("the built-in tables: \(error)") }
}()

/// A platform written as `os(version+feature)/architecture/variant`, not normalized.
func raw(_ text: String) -> Platform {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let system = parts[0].split(separator: "(", maxSplits: 1).map(String.init)
    let inside = system.count > 1 ? String(system[1].dropLast()) : ""
    let values = inside.split(separator: "+", omittingEmptySubsequences: false).map(String.init)
    return Platform(
        os: system[0],
        architecture: parts.count > 1 ? parts[1] : "",
        variant: parts.count > 2 ? parts[2] : nil,
        osVersion: values.first.flatMap { $0.isEmpty ? nil : $0 },
        osFeatures: Array(values.dropFirst())
    )
}

/// An entry that declares a platform.
func declared(_ platform: String, _ content: Candidate.Content = .unread) -> Candidate {
    Candidate(platform: raw(platform), content: content)
}

/// An entry that declares no platform and points to `content`.
func undeclared(_ content: Candidate.Content = .unread) -> Candidate {
    Candidate(platform: nil, content: content)
}

/// A nested index that declares `platform`, or no platform.
func nested(_ platform: String? = nil, _ entries: [Candidate]?) -> Candidate {
    Candidate(
        mediaType: "application/vnd.oci.image.index.v1+json", platform: platform.map(raw),
        content: entries.map { .index($0) } ?? .unread)
}

/// An image as the content of an entry, with the platform in its config.
func config(_ platform: String) -> Candidate.Content { .image(raw(platform)) }

/// A matcher for a host.
func matcher(_ host: Host, _ change: (inout MatchPolicy) -> Void = { _ in }) -> Matcher {
    var policy = MatchPolicy()
    change(&policy)
    return Matcher(wanted: .from(host: host), policy: policy, catalog: builtIn)
}

/// A matcher for a host with a known platform and no other facts.
func matcher(_ host: String, _ change: (inout MatchPolicy) -> Void = { _ in }) -> Matcher {
    matcher(Host(platform: raw(host)), change)
}

extension Matcher {
    /// Judges entries that declare these platforms.
    func judge(_ platforms: [String]) -> Judgement { judge(platforms.map { declared($0) }) }
}

extension Judgement {
    /// The reason code and detail at a position.
    func verdict(_ position: Int...) -> String {
        guard let judged = verdicts.first(where: { $0.position == position }) else { return "none" }
        return judged.verdict.detail.isEmpty
            ? judged.verdict.reason : "\(judged.verdict.reason): \(judged.verdict.detail)"
    }

    /// The reason codes at all positions.
    var reasons: [String] { verdicts.map(\.verdict.reason) }
}
