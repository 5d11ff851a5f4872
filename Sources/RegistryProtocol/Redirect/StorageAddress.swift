/// Where a registry sends those who want one blob, kept for the next stretches of it: they ask there at once.
///
/// An address may be signed, and expire. What is refused there is asked of the registry again, by one request for all that
/// wait for it meanwhile. An address is kept for one fetch, and never beyond it (USER-NEEDS.md B10).
package struct StorageAddress: Hashable, Sendable {
    /// Where a request goes.
    package enum Step: Hashable, Sendable {
        /// To the registry; ``learn(_:)`` hears where it leads, and ``end()`` that it has ended.
        case askRegistry
        /// To that address; ``forget(version:)`` hears if it is of no use.
        case askStorage(WebAddress, version: Int)
        /// Nowhere yet: another request is finding out where.
        case wait
    }

    private var address: WebAddress?
    private var version = 0
    private var isBeingFound = false

    /// Nothing is known.
    package init() {}

    /// Where a request goes that the address of that version has refused, or that has asked nobody yet.
    package mutating func step(refused: Int? = nil) -> Step {
        if let refused { forget(version: refused) }
        if let address { return .askStorage(address, version: version) }
        // As long as the registry has sent nobody anywhere, it may answer all of them itself.
        guard version > 0 else { return .askRegistry }
        guard !isBeingFound else { return .wait }
        isBeingFound = true
        return .askRegistry
    }

    /// The registry has sent a request to `address`.
    package mutating func learn(_ address: WebAddress) {
        self.address = address
        version += 1
        isBeingFound = false
    }

    /// A request to the registry has ended, wherever it led.
    package mutating func end() {
        isBeingFound = false
    }

    /// The address of that version, or whichever there is, is not asked again.
    package mutating func forget(version: Int? = nil) {
        if version ?? self.version == self.version { address = nil }
    }

    /// Whether an answer of that status may be about the address, and not about the blob: it has expired, or is gone.
    package static func refuses(status: Int) -> Bool {
        [400, 401, 403, 404, 410].contains(status)
    }
}
