/// The exit statuses of the program. Scripts rely on the numbers: they never change.
package enum ExitStatus: Int32, CaseIterable, Sendable {
    /// Success.
    case done = 0
    /// A mistake in this program.
    case unexpected = 1
    /// No image matches the platform.
    case noMatch = 3
    /// The content contradicts the platform that it claims.
    case mismatch = 4
    /// A digest or a size differs.
    case integrity = 5
    /// The registry does not have the image, tag or blob.
    case notFound = 6
    /// Credentials are missing, refused or not sufficient.
    case credentials = 7
    /// The registry limits the rate of requests.
    case rateLimited = 8
    /// Network, time limit, TLS, a server error after all retries, or a refused redirect.
    case network = 9
    /// The local disk.
    case disk = 10
    /// A reference, manifest, index, file or table that is malformed or not supported.
    case malformed = 11
    /// Some of several images failed.
    case partial = 12
    /// A step of a task failed.
    case step = 13
    /// A tag has moved, or already exists.
    case conflict = 14
    /// A usage error: `EX_USAGE` of sysexits(3).
    case usage = 64
    /// Ended by SIGINT.
    case interrupted = 130
    /// Ended by SIGTERM.
    case terminated = 143

    /// The status of a program that a signal ends: 128 plus the signal's number.
    package init(signal: Int32) {
        self = ExitStatus(rawValue: 128 &+ signal) ?? .interrupted
    }
}
