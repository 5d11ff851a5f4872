import PlatformModel

/// How images are resolved and fetched: what CLI.md lists for every network command.
///
/// The environment comes in as a value, so that a program that embeds the library decides what it may see.
public struct ResolverOptions: Sendable {
    /// Which Internet addresses are tried.
    public enum AddressFamily: Sendable {
        /// IPv6 and IPv4, whichever answers first.
        case any
        /// IPv4 alone.
        case ipv4
        /// IPv6 alone.
        case ipv6
    }

    /// Platform specifiers in the order given; empty = `RESOLVE_PLATFORM`, `DOCKER_DEFAULT_PLATFORM`, then the host.
    public var platforms: [String] = []
    /// The environment variables that may be read: those CLI.md names.
    public var environment: [String: String] = [:]
    /// A row of `Platforms/hosts.tsv` or a recording's file, to be taken for the host; `nil` = this machine.
    public var host: String?
    /// A folder of tables laid over the built-in ones.
    public var tables: String?
    /// What the ranking may take: emulation, Hyper-V isolation, the exact platform only.
    public var policy = MatchPolicy()
    /// Takes an image whose config names another OS or architecture, with a warning.
    public var allowMismatch = false
    /// Blobs fetched at once.
    public var jobs = 6
    /// Connections that may fetch one blob at once, with a range each; 1 asks for no ranges.
    public var connections = 16
    /// Times that a request is repeated after a passing fault.
    public var retries = 3
    /// Seconds that a call may take, or all calls after ``Resolver/withClockRunning()`` together; `nil` is no limit.
    public var timeoutSeconds: Double?
    /// Seconds without progress after which a transfer is asked for again.
    public var stallTimeoutSeconds = 30
    /// Offers HTTP/2 to HTTPS servers.
    public var http2 = false
    /// Addresses of mirrors that are asked before all other places.
    public var mirrors: [String] = []
    /// Leaves out the registry that an image's name begins with: only its mirrors are asked.
    public var isMirrorOnly = false
    /// What stands before the paths of the system's own configuration files, such as `/etc/containers/registries.conf`.
    public var systemRoot = ""
    /// Speaks plain HTTP to the registry.
    public var plainHTTP = false
    /// HTTPS without a check of the certificate.
    public var insecure = false
    /// With ``insecure``, plain HTTP too, where a registry speaks no TLS: what Docker means by an insecure registry.
    public var insecureMayBePlain = false
    /// A PEM file of certificate authorities.
    public var certificateAuthorities: String?
    /// A PEM file with a client certificate.
    public var clientCertificate: String?
    /// A PEM file with the client certificate's key.
    public var clientKey: String?
    /// A credentials file in Docker's or podman's form.
    public var authFile: String?
    /// Which addresses are tried.
    public var addressFamily = AddressFamily.any
    /// Opens no connection: answers from the local store alone.
    public var offline = false
    /// Bytes a second for all transfers together; `nil` is no limit.
    public var limitRate: Int64?

    /// The defaults: this host, six blobs at once, three repeats.
    public init() {}
}
