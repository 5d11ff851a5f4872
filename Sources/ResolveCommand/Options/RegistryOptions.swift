import ArgumentParser
import CommandRendering
import ImageResolver

/// Options of commands that use a registry and choose a platform.
struct NetworkOptions: ParsableArguments, Sendable {
    @OptionGroup(title: "Platform")
    var platform: PlatformOptions

    @OptionGroup(title: "Platform")
    var host: HostOptions

    @OptionGroup(title: "Registry")
    var connection: ConnectionOptions

    @OptionGroup(title: "Transfer")
    var transfer: TransferOptions

    /// The options that make another command choose the same image, as they were typed.
    var typed: [String] {
        platform.typed + host.typed + connection.typed
    }

    /// The values, with the environment of the process.
    func resolverOptions() -> ResolverOptions {
        var options = ResolverOptions.withProcessEnvironment()
        platform.apply(to: &options)
        host.apply(to: &options)
        connection.apply(to: &options)
        transfer.apply(to: &options)
        return options
    }
}

/// Options of commands that use a registry and choose no platform.
struct RegistryOptions: ParsableArguments, Sendable {
    @OptionGroup(title: "Registry")
    var connection: ConnectionOptions

    @OptionGroup(title: "Transfer")
    var transfer: TransferOptions

    /// The values, with the environment of the process.
    func resolverOptions() -> ResolverOptions {
        var options = ResolverOptions.withProcessEnvironment()
        connection.apply(to: &options)
        transfer.apply(to: &options)
        return options
    }

    /// The values for docker's verbs, where `--insecure` permits plain HTTP too.
    func dockerResolverOptions() -> ResolverOptions {
        var options = resolverOptions()
        options.insecureMayBePlain = true
        return options
    }
}

/// Options of commands that only use the registry itself, because they write to it.
struct TargetOptions: ParsableArguments, Sendable {
    @OptionGroup(title: "Registry")
    var server: ServerOptions

    @OptionGroup(title: "Transfer")
    var transfer: TransferOptions

    /// The values, with the environment of the process.
    func resolverOptions() -> ResolverOptions {
        var options = ResolverOptions.withProcessEnvironment()
        server.apply(to: &options)
        transfer.apply(to: &options)
        return options
    }
}

/// Options for connections to a registry and its mirrors.
struct ConnectionOptions: ParsableArguments, Sendable {
    @Option(
        name: .customLong("mirror"),
        help: .value("url", "A mirror to try before the registry; may be repeated, in order of preference."))
    var mirrors: [String] = []

    @Flag(
        name: .customLong("mirror-only"), help: "Use mirrors only, and never the registry in the name of the image.")
    var isMirrorOnly = false

    @OptionGroup
    var server: ServerOptions

    @Flag(
        name: .customLong("offline"), help: "Use the local store only; open no connections. Environment: RESOLVE_HOME.")
    var isOffline = false

    /// The options as they were typed.
    var typed: [String] {
        mirrors.flatMap { TypedOption.value("--mirror", $0) } + TypedOption.flag("--mirror-only", isMirrorOnly)
            + server.typed + TypedOption.flag("--offline", isOffline)
    }

    /// Copies the values into `options`.
    func apply(to options: inout ResolverOptions) {
        options.mirrors = mirrors
        options.isMirrorOnly = isMirrorOnly
        server.apply(to: &options)
        options.offline = isOffline
    }
}

/// Options for connections to the registry that an image or a login is for, whatever the mirrors.
struct ServerOptions: ParsableArguments, Sendable {
    /// `-4` and `-6`.
    enum AddressFamily: EnumerableFlag {
        case ipv4
        case ipv6

        static func name(for value: AddressFamily) -> NameSpecification {
            switch value {
            case .ipv4: .customShort("4")
            case .ipv6: .customShort("6")
            }
        }

        static func help(for value: AddressFamily) -> ArgumentHelp? {
            switch value {
            case .ipv4: "Use IPv4 addresses only."
            case .ipv6: "Use IPv6 addresses only."
            }
        }
    }

    @Flag(name: .customLong("plain-http"), help: "Use plain HTTP for the registry.")
    var isPlainHTTP = false

    @Flag(name: .customLong("insecure"), help: "Use HTTPS without verifying the certificate.")
    var isInsecure = false

    @Flag(name: .customLong("http2"), help: "Offer HTTP/2 to HTTPS servers.")
    var offersHTTP2 = false

    @Option(
        name: .customLong("cacert"),
        help: .value("file", "CA certificates, as PEM. Environment: SSL_CERT_FILE."))
    var certificateAuthorities: FilePath?

    @Option(name: .customLong("cert"), help: .value("file", "A client certificate, as PEM."))
    var clientCertificate: FilePath?

    @Option(name: .customLong("key"), help: .value("file", "The private key of the client certificate, as PEM."))
    var clientKey: FilePath?

    @Option(
        help: .value(
            "file", "The credentials file, in Docker's format. Environment: REGISTRY_AUTH_FILE, DOCKER_CONFIG."))
    var authFile: FilePath?

    @Flag
    var family: AddressFamily?

    func validate() throws {
        if clientKey != nil && clientCertificate == nil { throw ValidationError("--key needs --cert") }
    }

    /// The options as they were typed.
    var typed: [String] {
        TypedOption.flag("--plain-http", isPlainHTTP) + TypedOption.flag("--insecure", isInsecure)
            + TypedOption.flag("--http2", offersHTTP2) + TypedOption.value("--cacert", certificateAuthorities?.text)
            + TypedOption.value("--cert", clientCertificate?.text) + TypedOption.value("--key", clientKey?.text)
            + TypedOption.value("--auth-file", authFile?.text) + TypedOption.flag("-4", family == .ipv4)
            + TypedOption.flag("-6", family == .ipv6)
    }

    /// Copies the values into `options`.
    func apply(to options: inout ResolverOptions) {
        options.plainHTTP = isPlainHTTP
        options.insecure = isInsecure
        options.http2 = offersHTTP2
        options.certificateAuthorities = certificateAuthorities?.text
        options.clientCertificate = clientCertificate?.text
        options.clientKey = clientKey?.text
        options.authFile = authFile?.text
        options.addressFamily =
            switch family {
            case nil: .any
            case .ipv4: .ipv4
            case .ipv6: .ipv6
            }
    }
}

/// Options for requests and transfers.
struct TransferOptions: ParsableArguments, Sendable {
    private static let defaults = ResolverOptions()

    @Option(help: .value("style", "How progress is shown on stderr. Environment: NO_COLOR, TERM."))
    var progress = ProgressStyle.Choice.auto

    @Option(help: .value("count", "The number of blobs to transfer in parallel."))
    var jobs = TransferOptions.defaults.jobs

    @Option(
        help: .value("count", "The number of parallel connections for one large blob, each for a range of its bytes."))
    var connections = TransferOptions.defaults.connections

    @Option(help: .value("count", "How many times a request is retried after a transient error."))
    var retries = TransferOptions.defaults.retries

    @Option(name: .customLong("timeout"), help: .value("seconds", "The time limit for the whole command."))
    var timeoutSeconds: Double?

    @Option(
        name: .customLong("stall-timeout"),
        help: .value("seconds", "The time without data after which a request is retried."))
    var stallTimeoutSeconds = TransferOptions.defaults.stallTimeoutSeconds

    @Option(help: .value("bytes", "The limit in bytes per second for all transfers together, such as 500K, 20M or 1G."))
    var limitRate: ByteRate?

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
            throw ValidationError("--timeout \(timeoutSeconds) is not a positive number of seconds")
        }
    }

    /// Copies the values into `options`.
    func apply(to options: inout ResolverOptions) {
        options.jobs = jobs
        options.connections = connections
        options.retries = retries
        options.timeoutSeconds = timeoutSeconds
        options.stallTimeoutSeconds = stallTimeoutSeconds
        options.limitRate = limitRate?.bytesPerSecond
    }
}
