import ImageModel
import RegistryProtocol

/// The settings of a session, except its endpoint.
package struct SessionSettings: Sendable {
    /// Whether redirects may leave TLS and token servers may be contacted over plain HTTP (`--insecure`, `--plain-http`).
    package var permitsInsecure = false
    /// The retry policy for documents and blobs.
    package var retryPolicy = RetryPolicy()
    /// Whether reads of documents are retried; `false` if another endpoint can be used instead.
    package var retriesDocuments = true
    /// Finds credentials for the session's repository; called at most once, after a challenge.
    package var findCredentials: @Sendable () async -> [SourcedCredential] = { [] }
    /// Finds the credentials for a repository of another registry, to which this one redirects; called after its challenge.
    package var findOtherCredentials: @Sendable (Reference) async -> [SourcedCredential] = { _ in [] }
    /// Receives the session's events; called from any thread.
    package var report: @Sendable (SessionEvent) -> Void = { _ in }
    /// The clock, in seconds since 1970.
    package var now: @Sendable () -> Double
    /// A random number from 0 to 1, which spreads the retries of many clients.
    package var randomUnit: @Sendable () -> Double = { Double.random(in: 0...1) }

    /// Settings with the caller's clock and no credentials.
    package init(now: @escaping @Sendable () -> Double) {
        self.now = now
    }
}

/// An event of a session, for logs and progress.
package enum SessionEvent: Sendable {
    /// A request ended, with or without a response: one line without secrets, made when it is wanted.
    case request(@Sendable () -> String)
    /// A problem that the user should fix.
    case warning(String)
    /// A request is retried after a transient failure.
    case retried(what: String, digest: Digest?, reason: String, afterMilliseconds: Int, attempt: Int)
    /// The next endpoint is used instead of this one.
    case skipped(endpoint: String, reason: String)
}
