/// How to wait while another process, or another task, fetches the same blob.
package struct IngestWaiting: Sendable {
    /// Two minutes without a byte, and nobody is told.
    package static let standard = IngestWaiting()

    /// How long the other may write nothing before its lock is waited for no more.
    package var patience: Duration
    /// Told once, when the wait begins.
    package var started: (@Sendable () -> Void)?

    /// A wait of at most `patience` without a sign of life.
    package init(patience: Duration = .seconds(120), started: (@Sendable () -> Void)? = nil) {
        self.patience = patience
        self.started = started
    }
}
