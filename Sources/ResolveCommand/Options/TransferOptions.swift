import ArgumentParser
import CommandRendering
import ImageResolver

/// The options for the course of requests and transfers.
struct TransferOptions: ParsableArguments, Sendable {
    /// How progress is shown.
    @Option(help: .value("style", "How progress stands on stderr. Environment: NO_COLOR, TERM."))
    var progress = ProgressStyle.Choice.auto

    /// Blobs at once.
    @Option(help: .value("count", "Blobs fetched at once."))
    var jobs = 6

    /// Connections a blob.
    @Option(help: .value("count", "Connections at once for one large blob, each with a range of it."))
    var connections = 16

    /// Repeats.
    @Option(help: .value("count", "Times that a request is repeated after a passing fault."))
    var retries = 3

    /// The time for everything.
    @Option(name: .customLong("timeout"), help: .value("seconds", "The time that the whole command may take."))
    var timeoutSeconds: Double?

    /// The time without a byte.
    @Option(
        name: .customLong("stall-timeout"), help: .value("seconds", "The time without a byte before a retry.")
    )
    var stallTimeoutSeconds = 30

    /// The speed of everything together.
    @Option(help: .value("bytes", "Bytes a second for all transfers together, such as 500K, 20M or 1G."))
    var limitRate: ByteRate?

    /// Refuses numbers that mean nothing.
    func validate() throws {
        guard (1...256).contains(jobs) else { throw ValidationError("--jobs \(jobs) is not between 1 and 256") }
        guard (1...64).contains(connections) else {
            throw ValidationError("--connections \(connections) is not between 1 and 64")
        }
        guard (0...100).contains(retries) else {
            throw ValidationError("--retries \(retries) is not between 0 and 100")
        }
        guard (1...86_400).contains(stallTimeoutSeconds) else {
            throw ValidationError("--stall-timeout \(stallTimeoutSeconds) is not between 1 and 86400")
        }
        if let timeoutSeconds, !(timeoutSeconds > 0 && timeoutSeconds <= 1e9) {
            throw ValidationError("--timeout \(timeoutSeconds) is not a number of seconds above 0")
        }
    }

    /// Writes the options into `options`.
    func apply(to options: inout ResolverOptions) {
        options.jobs = jobs
        options.connections = connections
        options.retries = retries
        options.timeoutSeconds = timeoutSeconds
        options.stallTimeoutSeconds = stallTimeoutSeconds
        options.limitRate = limitRate?.bytesPerSecond
    }
}

extension ProgressStyle.Choice: ExpressibleByArgument {}

extension ByteRate: ExpressibleByArgument {
    /// Reads the option's text.
    package init?(argument: String) {
        self.init(parsing: argument)
    }
}
