import RegistryProtocol

/// A registry's response to one request, after authorization and redirects.
package struct RegistryResponse<Output: Sendable>: Sendable {
    /// The head of the final response.
    package let head: HTTPHead
    /// The sink's result for a successful response; `nil` for an error.
    package let output: Output?
    /// The address to which the request was sent.
    package let requested: WebAddress
    /// The beginning of an error's body.
    package let explanation: [UInt8]
    /// The address that responded, after redirects; `Location` is relative to it.
    package let address: WebAddress
    /// Whether the registry itself responded or a server to which it redirected.
    package let origin: ResponseOrigin
    /// The reason why the body is incomplete; `nil` if it is complete.
    package let failure: TransferFailure?

    /// The response with which a chain of redirects ended.
    init(
        _ head: HTTPHead, _ result: RedirectChain.Result<Output>, to requested: WebAddress, from origin: ResponseOrigin
    ) {
        self.head = head
        self.requested = requested
        self.origin = origin
        output = result.output
        explanation = result.explanation
        address = result.address
        failure = result.failure
    }

    /// The address that responded, if the registry redirected to it; `nil` for the registry itself.
    var server: WebAddress? { origin == .elsewhere ? address : nil }

    /// The response as a failure; `nil` for a successful one.
    package var errorStatus: StatusFailure? {
        guard !(200...299).contains(head.status) else { return nil }
        return StatusFailure(head, body: ErrorBody(parsing: explanation))
    }

    /// The registry's own response to the request's authorization: a redirect to another server means success.
    var authorizationEvent: AuthorizationFlow.Event {
        switch origin {
        case .registry: .response(head, body: errorStatus?.body)
        case .elsewhere: .response(HTTPHead(status: 307), body: nil)
        }
    }
}
