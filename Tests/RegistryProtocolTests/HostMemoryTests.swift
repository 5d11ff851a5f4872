import Testing

@testable import RegistryProtocol

struct HostMemoryTests {
    private let host = "r.example:443"

    // remnawave#15: a registry reset its connections over IPv6, and every retry used IPv6 again. k8s-snap#2817: another one
    // failed over HTTP/2 with large blobs.
    @Test(arguments: [
        (35, HostMemory.ConnectionOptions(family: .ipv4)), (52, .init(family: .ipv4)), (55, .init(family: .ipv4)),
        (56, .init(family: .ipv4)), (16, .init(avoidsHTTP2: true)), (92, .init(avoidsHTTP2: true)), (0, .init()),
        (6, .init()), (7, .init()), (18, .init()), (22, .init()), (28, .init()), (60, .init()),
    ])
    func `all later connections avoid what failed`(code: Int, expected: HostMemory.ConnectionOptions) {
        var memory = HostMemory()
        memory.failed(host: host, address: "2001:db8::1", code: code)
        let ways = [host, host, "s.example"].map { memory.connectionOptions(for: $0) }
        #expect(ways == [expected, expected, HostMemory.ConnectionOptions()])
    }

    @Test func `after a stall one request uses a new connection, and all use the other address family`() {
        var memory = HostMemory()
        memory.stalled(host: host, address: "192.0.2.1")
        let ways = [host, host].map { memory.connectionOptions(for: $0) }
        #expect(
            ways == [
                HostMemory.ConnectionOptions(family: .ipv6, isFresh: true), HostMemory.ConnectionOptions(family: .ipv6),
            ])
    }

    @Test func `when the other family fails as well, the first is used again`() {
        var memory = HostMemory()
        memory.failed(host: host, address: "192.0.2.1", code: 56)
        memory.failed(host: host, address: "2001:db8::1", code: 56)
        let way = memory.connectionOptions(for: host)
        #expect(way.family == .ipv4)
    }

    @Test func `a host without the other family is contacted as before from then on`() {
        var memory = HostMemory()
        memory.failed(host: host, address: "192.0.2.1", code: 56)
        let wasOther = [memory.couldNotConnect(to: host), memory.couldNotConnect(to: host)]
        #expect(wasOther == [true, false])
        memory.failed(host: host, address: "192.0.2.1", code: 56)
        let way = memory.connectionOptions(for: host)
        #expect(way == HostMemory.ConnectionOptions())
    }

    @Test(arguments: [
        ("[2001:db8::1]:5000", "2001:db8::1"), ("[::1]", "::1"), ("192.0.2.1", "192.0.2.1"),
        ("192.0.2.1:5000", "192.0.2.1"), ("r.example", ""),
    ])
    func `neither a numeric host nor an unknown address has another family`(host: String, address: String) {
        var memory = HostMemory()
        memory.failed(host: host, address: address, code: 56)
        let way = memory.connectionOptions(for: host)
        #expect(way == HostMemory.ConnectionOptions())
    }
}
