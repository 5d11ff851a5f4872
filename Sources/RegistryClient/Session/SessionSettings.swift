import ImageModel
import RegistryProtocol

/// What a session needs to know besides its place.
package struct SessionSettings: Sendable {
    /// Whether redirects may leave TLS and token servers may be asked in the clear (`--insecure`, `--plain-http`).
    package var permitsInsecure = false
    /// How documents and blobs are asked for again.
    package var retryPolicy = RetryPolicy()
    /// Whether documents are asked for again at all: not where there is another place to ask at once.
    package var repeatsDocuments = true
    /// Finds credentials for the session's repository; asked once, when a challenge has come.
    package var findCredentials: @Sendable () async -> [SourcedCredential] = { [] }
    /// Takes what happens; called from any thread.
    package var report: @Sendable (SessionEvent) -> Void = { _ in }
    /// The clock, in seconds since 1970.
    package var now: @Sendable () -> Double
    /// A random number from 0 to 1, which spreads the retries of many clients.
    package var randomUnit: @Sendable () -> Double = { Double.random(in: 0...1) }

    /// Settings with the caller's clock, without credentials.
    package init(now: @escaping @Sendable () -> Double) {
        self.now = now
    }
}

/// What happens in a session, for logs and progress.
package enum SessionEvent: Sendable {
    /// A request was answered, or not: one line without secrets.
    case request(String)
    /// Something the user should mend.
    case warning(String)
    /// A request is sent again after a passing failure.
    case retried(what: String, digest: Digest?, reason: String, afterMilliseconds: Int, attempt: Int)
    /// The next place is asked instead of `place`.
    case passedOver(place: String, reason: String)
}
