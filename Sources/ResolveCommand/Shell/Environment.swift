#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The environment variables that the program reads; no others are looked at.
enum Environment {
    /// Their names.
    private static let names = [
        "RESOLVE_PLATFORM", "DOCKER_DEFAULT_PLATFORM", "RESOLVE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME",
        "XDG_RUNTIME_DIR", "HOME", "PATH", "REGISTRY_AUTH_FILE", "DOCKER_CONFIG", "HTTPS_PROXY", "https_proxy",
        "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR",
        "NO_COLOR", "TERM",
    ]

    /// The variables that are set, by name.
    ///
    /// The corresponding C function is getenv(3).
    static func snapshot() -> [String: String] {
        var values: [String: String] = [:]
        for name in names {
            if let value = getenv(name) { values[name] = String(cString: value) }
        }
        return values
    }
}
