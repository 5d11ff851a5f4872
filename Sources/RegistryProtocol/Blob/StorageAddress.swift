/// Remembers the storage address that a registry redirects requests for one blob to, so that requests for further ranges go
/// there directly.
///
/// Such an address may be signed and expire. A range that is refused there is requested from the registry again, by one request
/// while the others wait. An address is kept only for one fetch.
package struct StorageAddress: Hashable, Sendable {
    /// Where a request goes.
    package enum Target: Hashable, Sendable {
        /// To the registry; the caller reports a redirect with ``learn(_:)`` and the end of the request with ``end()``.
        case registry
        /// To that address; the caller reports a useless one with ``forget(version:)``.
        case storage(WebAddress, version: Int)
        /// Nowhere yet: another request is determining the address.
        case wait
    }

    private var address: WebAddress?
    private var version = 0
    private var isBeingFound = false

    /// Starts without an address.
    package init() {}

    /// The target of a request that is new, or that was `refused` by the address of that version.
    package mutating func target(refused: Int? = nil) -> Target {
        if let refused { forget(version: refused) }
        if let address { return .storage(address, version: version) }
        // As long as the registry has redirected no request, it may serve all of them itself.
        guard version > 0 else { return .registry }
        guard !isBeingFound else { return .wait }
        isBeingFound = true
        return .registry
    }

    /// Notes that the registry redirected a request to `address`.
    package mutating func learn(_ address: WebAddress) {
        self.address = address
        version += 1
        isBeingFound = false
    }

    /// Notes that a request to the registry ended, with or without a redirect.
    package mutating func end() {
        isBeingFound = false
    }

    /// Drops the address of that version, or the current one.
    package mutating func forget(version: Int? = nil) {
        if version ?? self.version == self.version { address = nil }
    }

    /// Whether a response of that status may mean that the address has expired or is gone, and not the blob.
    package static func refuses(status: Int) -> Bool {
        [400, 401, 403, 404, 410].contains(status)
    }
}
