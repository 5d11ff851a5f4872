import PlatformModel

/// How images are resolved and transferred.
///
/// The environment is a value here, so a program that embeds the library decides which variables it can read.
public struct ResolverOptions: Sendable {
    /// The Internet addresses that are tried.
    public enum AddressFamily: Sendable {
        /// IPv6 and IPv4, whichever connects first.
        case any
        /// IPv4 only.
        case ipv4
        /// IPv6 only.
        case ipv6
    }

    /// Platform specifiers in the order given; empty means `RESOLVE_PLATFORM`, `DOCKER_DEFAULT_PLATFORM`, then the host.
    public var platforms: [String] = []
    /// The environment variables that may be read.
    public var environment: [String: String] = [:]
    /// A row of `Platforms/hosts.tsv`, or the file of a recording, to use as the host; `nil` means this machine.
    public var host: String?
    /// A folder of tables that overlay the built-in ones.
    public var tables: String?
    /// What the ranking may accept: emulation, Hyper-V isolation, or the exact platform only.
    public var policy = MatchPolicy()
    /// Accepts an image whose config names another OS or architecture, with a warning.
    public var allowMismatch = false
    /// The number of blobs that are transferred at once.
    public var jobs = 6
    /// The number of connections that may fetch ranges of one blob at once; 1 requests no ranges.
    public var connections = 16
    /// How many times a request is retried after a transient failure.
    public var retries = 3
    /// Seconds that a call may take, or all calls after ``Resolver/withClockRunning()`` together; `nil` means no limit.
    public var timeoutSeconds: Double?
    /// Seconds without progress after which a transfer is retried.
    public var stallTimeoutSeconds = 30
    /// Offers HTTP/2 to HTTPS servers.
    public var http2 = false
    /// Addresses of mirrors that are requested before all other endpoints.
    public var mirrors: [String] = []
    /// Requests only the mirrors of an image, never the registry in its name.
    public var isMirrorOnly = false
    /// A prefix for the paths of the system's configuration files, such as `/etc/containers/registries.conf`.
    public var systemRoot = ""
    /// Uses plain HTTP for the registry.
    public var plainHTTP = false
    /// Uses HTTPS without verifying the certificate.
    public var insecure = false
    /// With ``insecure``, also uses plain HTTP if a registry has no TLS, like Docker's insecure registries.
    public var insecureMayBePlain = false
    /// A PEM file of certificate authorities.
    public var certificateAuthorities: String?
    /// A PEM file with a client certificate.
    public var clientCertificate: String?
    /// A PEM file with the private key of the client certificate.
    public var clientKey: String?
    /// A credentials file in the format of Docker or podman.
    public var authFile: String?
    /// The Internet addresses that are tried.
    public var addressFamily = AddressFamily.any
    /// Opens no connection and uses the local store only.
    public var offline = false
    /// The limit in bytes per second for all transfers together; `nil` means no limit.
    public var limitRate: Int64?

    /// The defaults: this host, six blobs at once, three retries.
    public init() {}

    /// Whether mirrors are asked for on purpose, also for what is usually read from the registry itself.
    var namesMirrors: Bool { !mirrors.isEmpty || isMirrorOnly }
}
