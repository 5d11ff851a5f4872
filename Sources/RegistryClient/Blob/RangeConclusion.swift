import RegistryProtocol

/// What one stretch, or an attempt at many of them, came to.
enum RangeConclusion: Sendable {
    /// All bytes are there.
    case arrived
    /// The server does not answer ranges as it should.
    case refused(String)
    /// A stretch failed, and what failed was not worth another try at once.
    case failed(BlobFailure, from: AnswerOrigin)
    /// The system refused a write, with that errno.
    case disk(Int32)
    /// The session itself failed.
    case session(SessionError)
}
