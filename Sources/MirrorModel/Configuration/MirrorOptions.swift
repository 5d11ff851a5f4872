import RegistryProtocol

/// What the command line says about mirrors.
package struct MirrorOptions: Hashable, Sendable {
    /// The values of `--mirror`, in their order; they are asked before all others.
    package var mirrors: [String]
    /// Whether the upstream is not asked at all (`--mirror-only`).
    package var isMirrorOnly: Bool
    /// Whether the upstream is asked in the clear (`--plain-http`).
    package var isPlainHTTP: Bool
    /// Whether the upstream is asked in the clear where it speaks no TLS, as one that is listed as insecure.
    package var isInsecure: Bool

    /// Nothing said, unless said here.
    package init(
        mirrors: [String] = [], isMirrorOnly: Bool = false, isPlainHTTP: Bool = false, isInsecure: Bool = false
    ) {
        self.mirrors = mirrors
        self.isMirrorOnly = isMirrorOnly
        self.isPlainHTTP = isPlainHTTP
        self.isInsecure = isInsecure
    }
}
