import Dispatch
import ImageModel
import Scheduling

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Looks up the addresses of hosts with the system's resolver.
enum NameLookup {
    /// The time for all names of one image; after it, a name counts as one without addresses.
    static let limit = Duration.seconds(5)

    /// The addresses of `host`; none if it has none, or if they are not known by `deadline`.
    ///
    /// The corresponding C function is getaddrinfo(3). It cannot be cancelled: after the deadline its thread ends by itself,
    /// and its result is dropped.
    static func addresses(of host: String, by deadline: ContinuousClock.Instant) async -> [AddressLiteral] {
        let answers = AsyncStream { continuation in
            DispatchQueue.global().async {
                continuation.yield(addresses(of: host))
                continuation.finish()
            }
        }
        let found = await withDeadline(deadline) { () async -> [AddressLiteral] in
            for await answer in answers { return answer }
            return []
        }
        return found ?? []
    }

    private static func addresses(of host: String) -> [AddressLiteral] {
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, nil, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        return sequence(first: list) { $0?.pointee.ai_next }.compactMap { $0.flatMap { address(of: $0.pointee) } }
    }

    /// The corresponding C function is getnameinfo(3).
    private static func address(of entry: addrinfo) -> AddressLiteral? {
        var buffer = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let status = getnameinfo(
            entry.ai_addr, entry.ai_addrlen, &buffer, socklen_t(buffer.count), nil, 0, NI_NUMERICHOST)
        guard status == 0 else { return nil }
        // A link-local address is followed by its zone: `fe80::1%eth0`.
        let text = buffer.map(UInt8.init(bitPattern:)).prefix { $0 != 0 && $0 != UInt8(ascii: "%") }
        return AddressLiteral(parsing: String(decoding: text, as: UTF8.self))
    }
}
