import ImageModel
import PlatformModel

/// One entry of an index, with the verdict on it.
public struct ExplainedCandidate: Sendable {
    /// The position of the entry, from the outermost index inwards.
    public let position: Position
    /// The digest of the entry.
    public let digest: Digest?
    /// The size of the entry's document in bytes.
    public let size: Int64?
    /// The platform that the entry declares, else the one in its config.
    public let platform: Platform?
    /// The media type of the entry.
    public let mediaType: String?
    /// The digest of the manifest that an attestation belongs to.
    public let attachedTo: String?
    /// Rank or refusal, with the reason.
    public let verdict: Verdict
}

/// The details of a choice without a match.
public struct NoMatch: Sendable {
    /// The requested platform.
    public let wanted: Platform
    /// Where the request came from.
    public let origin: Wanted.Origin
    /// Every entry with its refusal.
    public let offered: [ExplainedCandidate]
    /// The entry that came closest to a match.
    public let nearest: ExplainedCandidate?
    /// The options with which a command would succeed, if there are any.
    public let advice: NoMatchAdvice?
    /// A `resolve pull` with these options.
    public let command: String?
}

/// What to do when no entry of an image matches.
public struct NoMatchAdvice: Hashable, Sendable {
    /// The options that make a command choose an entry: `--emulated`, or `--platform` and a platform, more than once for
    /// several.
    public let options: [String]
    /// Whether the wanted host runs that entry; otherwise it can only be fetched for another machine.
    public let runs: Bool
    /// Whether the options are for those of several wanted platforms that the image has.
    public let isForOthers: Bool

    /// An option that was tried on the entries.
    public init(options: [String], runs: Bool) {
        self.options = options
        self.runs = runs
        isForOthers = false
    }

    /// The wanted platforms that the image has, as `--platform` takes them, if another one is missing.
    package init(others: [String]) {
        options = others.flatMap { ["--platform", $0] }
        runs = false
        isForOthers = true
    }

    /// The sentence that recommends `command`, which has the ``options``, to somebody who asked for what `origin` says.
    package func sentence(_ command: String, for origin: Wanted.Origin) -> String {
        guard !runs else { return "this would work: \(command)" }
        let refusal =
            switch origin {
            case .host: "this host cannot run the image"
            case .hostOption(let name): "host '\(Printable.escaped(name))' cannot run the image"
            case .flag, .environment: "the image does not run on the wanted platform"
            }
        return
            "\(refusal); \(Self.purpose(of: command))for \(isForOthers ? "the others" : "another machine"): \(command)"
    }

    /// What `command` does with an image; empty for one that only reads about it.
    private static func purpose(of command: String) -> String {
        switch command.split(separator: " ").dropFirst().first {
        case "pull": "to fetch it "
        case "copy", "import": "to copy it "
        case "push": "to push it "
        default: ""
        }
    }
}
