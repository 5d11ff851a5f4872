import PlatformModel

/// A question to a client: which part of this image would it take?
public struct ClientQuestion: Hashable, Sendable {
    /// The image.
    public var image: ClientImage
    /// The machine on which the client runs, as `resolve` detected it.
    public var host: Platform
    /// The platform that the user asked the client for, as it was written; `nil` if none.
    public var requested: Platform?
    /// The image's name, for the client's messages.
    public var reference: String
    /// The image's name without tag and digest, for the client's messages.
    public var repository: String

    /// Creates a question.
    public init(
        image: ClientImage, host: Platform, requested: Platform? = nil, reference: String, repository: String
    ) {
        self.image = image
        self.host = host
        self.requested = requested
        self.reference = reference
        self.repository = repository
    }

    /// The digest that messages about the whole image name.
    package var digest: String {
        switch image {
        case .index(let index): return index.digest
        case .manifest(let entry): return entry.digest
        }
    }
}

/// What a client does with an image.
public struct ClientAnswer: Hashable, Sendable {
    /// What the client takes.
    public enum Outcome: Hashable, Sendable {
        /// The entry at this position; a single manifest is at `[0]`.
        case takes(Position)
        /// The whole index.
        case takesIndex
        /// Nothing that could be started.
        case fails(ClientFailure)
    }

    /// What the client takes.
    public var outcome: Outcome
    /// The other entries that it fetches as well.
    public var alongside: [Position] = []
    /// Why a container cannot be created from what was pulled, with the same request; `nil` if it can.
    public var startError: String?
    /// A remark about the client that the outcome does not show.
    public var note: String?
    /// The platform that the client looked for; `nil` if it looked for none.
    public var wanted: Platform?
    /// Why it differs from others, where that lies in no single entry.
    public var reason: String?

    /// Creates an answer.
    public init(_ outcome: Outcome) {
        self.outcome = outcome
    }

    /// The position of the entry that the client chose, whether or not the pull then fails; `nil` if it chose none.
    public var chosen: Position? {
        switch outcome {
        case .takes(let position): return position
        case .takesIndex: return nil
        case .fails(let failure): return failure.chosen
        }
    }

    /// The failure; `nil` if the client takes something.
    public var failure: ClientFailure? {
        guard case .fails(let failure) = outcome else { return nil }
        return failure
    }

    /// The outcome in a few words: `takes entry 1.0`.
    var brief: String {
        switch outcome {
        case .takes(let position): return "takes entry \(position.map(String.init).joined(separator: "."))"
        case .takesIndex: return "takes the whole index"
        case .fails(let failure): return "fails: \(failure.message)"
        }
    }

    /// A failure at an entry, or before one was chosen.
    static func fails(
        _ message: String, at chosen: Position? = nil, status: Int = 1, because reason: String? = nil
    ) -> ClientAnswer {
        var answer = ClientAnswer(.fails(ClientFailure(message: message, chosen: chosen, exitStatus: status)))
        answer.reason = reason
        return answer
    }
}

/// How a client fails.
public struct ClientFailure: Hashable, Sendable {
    /// What the client prints.
    public var message: String
    /// The entry that it had chosen, and at which the pull then fails; `nil` if it chose none.
    public var chosen: Position?
    /// Its exit status; 0 if the pull succeeds and nothing can be started.
    public var exitStatus: Int
}

/// The rules by which one client chooses.
protocol ClientPolicy: Sendable {
    /// The platform that the client looks for; `nil` if it takes an index as a whole.
    func wanted(by question: ClientQuestion) -> Platform?
    /// What the client does.
    func answer(to question: ClientQuestion) -> ClientAnswer
    /// What to know of the client and this image beside the answer.
    func note(about question: ClientQuestion) -> String?
}

extension ClientPolicy {
    func note(about question: ClientQuestion) -> String? { nil }
}
