import Testing

@testable import RegistryProtocol

struct HostMemoryTests {
    private let host = "r.example:443"

    // remnawave#15: a registry reset its connections over IPv6, and every retry used IPv6 again. k8s-snap#2817: another one
    // failed over HTTP/2 with large blobs.
    @Test(arguments: [
        (35, HostMemory.Way(family: .ipv4)), (52, .init(family: .ipv4)), (55, .init(family: .ipv4)),
        (56, .init(family: .ipv4)), (16, .init(avoidsHTTP2: true)), (92, .init(avoidsHTTP2: true)), (0, .init()),
        (6, .init()), (7, .init()), (18, .init()), (22, .init()), (28, .init()), (60, .init()),
    ])
    func `what broke is gone round by the next connections, all of them`(code: Int, expected: HostMemory.Way) {
        var memory = HostMemory()
        memory.failed(host: host, address: "2001:db8::1", code: code)
        let ways = [host, host, "s.example"].map { memory.way(to: $0) }
        #expect(ways == [expected, expected, HostMemory.Way()])
    }

    @Test func `after a stall one request makes a connection of its own, and all go over the other family`() {
        var memory = HostMemory()
        memory.stalled(host: host, address: "192.0.2.1")
        let ways = [host, host].map { memory.way(to: $0) }
        #expect(ways == [HostMemory.Way(family: .ipv6, isFresh: true), HostMemory.Way(family: .ipv6)])
    }

    @Test func `where the other family breaks as well, the first has its turn again`() {
        var memory = HostMemory()
        memory.failed(host: host, address: "192.0.2.1", code: 56)
        memory.failed(host: host, address: "2001:db8::1", code: 56)
        let way = memory.way(to: host)
        #expect(way.family == .ipv4)
    }

    @Test func `a host without the other family is asked as before, for good`() {
        var memory = HostMemory()
        memory.failed(host: host, address: "192.0.2.1", code: 56)
        let wasOther = [memory.wasNotReached(host: host), memory.wasNotReached(host: host)]
        #expect(wasOther == [true, false])
        memory.failed(host: host, address: "192.0.2.1", code: 56)
        let way = memory.way(to: host)
        #expect(way == HostMemory.Way())
    }

    @Test(arguments: [
        ("[2001:db8::1]:5000", "2001:db8::1"), ("[::1]", "::1"), ("192.0.2.1", "192.0.2.1"),
        ("192.0.2.1:5000", "192.0.2.1"), ("r.example", ""),
    ])
    func `a numeric host has no other family, and no address none`(host: String, address: String) {
        var memory = HostMemory()
        memory.failed(host: host, address: address, code: 56)
        let way = memory.way(to: host)
        #expect(way == HostMemory.Way())
    }
}
