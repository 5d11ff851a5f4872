import RegistryProtocol

/// A registry's answer to one request, authorized and with redirects followed.
package struct RegistryReply<Output: Sendable>: Sendable {
    /// The last answer's head.
    package let head: HTTPHead
    /// What the sink made of a good answer's body; `nil` for an answer that is an error.
    package let output: Output?
    /// Where the request was sent.
    package let asked: WebAddress
    /// The beginning of an error's body.
    package let explanation: [UInt8]
    /// The address that answered, redirects followed; what `Location` says is seen from there.
    package let address: WebAddress
    /// Whether the registry itself answered, or a place it sent us to.
    package let origin: AnswerOrigin
    /// Why the body is not whole; `nil` when it is.
    package let failure: TransferFailure?

    /// The answer as the failure that it is; `nil` for a good one.
    package var errorStatus: StatusFailure? {
        guard !(200...299).contains(head.status) else { return nil }
        return StatusFailure(head, body: ErrorBody(parsing: explanation))
    }

    /// What the registry itself says to the request's authorization: who sends somebody elsewhere has let him in.
    var registrysWord: AuthorizationFlow.Event {
        switch origin {
        case .registry: .response(head, body: errorStatus?.body)
        case .elsewhere: .response(HTTPHead(status: 307), body: nil)
        }
    }
}
