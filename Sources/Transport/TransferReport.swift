import RegistryProtocol

/// How one transfer went: what the server answered, how much came, from where, and what went wrong, if anything.
package struct TransferReport: Sendable {
    /// The final response's head; `nil` when none came.
    package var head: HTTPHead?
    /// Bytes of the body that reached the sink.
    package var received: Int64 = 0
    /// The address that was spoken to; empty when there was no connection.
    package var address = ""
    /// Connections made for this transfer: 0 when one was kept from before.
    package var newConnections = 0
    /// Seconds from the start to the end.
    package var seconds = 0.0
    /// What ended the transfer early; `nil` when the response came whole, whatever its status.
    package var failure: TransferFailure?
    /// Whether the caller gave up: its task was cancelled.
    package var isCancelled = false
    /// Whether the sink refused a head or bytes, which ended the transfer.
    package var isRefusedBySink = false
    /// Bytes of the request's streamed body that were handed to the network, or were about to be.
    package var sent: Int64 = 0
}
