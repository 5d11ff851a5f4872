import RegistryProtocol
import Transport

/// Where the bytes of an upload come from, whichever it needs next.
protocol UploadSource: Sendable {
    /// Gives a body of these bytes to `send` for one request, and what that says.
    func give<Answer: Sendable>(
        _ bytes: Range<Int64>, to send: @Sendable (@escaping BodyMaker) async throws(SessionError) -> Answer
    ) async throws(PushError) -> Result<Answer, SessionError>

    /// Throws where what was given so far is not the blob; asked when all of it was given, before it gets its name.
    func verify() async throws(PushError)
}
