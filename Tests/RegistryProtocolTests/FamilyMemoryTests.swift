import Testing

@testable import RegistryProtocol

/// remnawave#15: a registry reset its connections over IPv6, and every retry used IPv6 again.
struct FamilyMemoryTests {
    @Test(arguments: [
        (28, AddressFamily?.some(.ipv4)), (35, .ipv4), (52, .ipv4), (55, .ipv4), (56, .ipv4), (0, nil), (6, nil),
        (7, nil),
        (18, nil), (22, nil), (60, nil), (92, nil),
    ])
    func `what breaks below the answers is tried over the other family`(code: Int, expected: AddressFamily?) {
        var memory = FamilyMemory()
        memory.failed(host: "r.example:443", address: "2001:db8::1", code: code)
        #expect(memory.family(for: "r.example:443") == expected)
        #expect(memory.family(for: "s.example:443") == nil)
    }

    @Test func `where the other one breaks as well, the first has its turn again`() {
        var memory = FamilyMemory()
        memory.failed(host: "r.example", address: "192.0.2.1", code: 56)
        #expect(memory.family(for: "r.example") == .ipv6)
        memory.failed(host: "r.example", address: "2001:db8::1", code: 56)
        #expect(memory.family(for: "r.example") == .ipv4)
    }

    @Test func `a host without the other family is asked as before, for good`() {
        var memory = FamilyMemory()
        memory.failed(host: "r.example", address: "192.0.2.1", code: 56)
        memory.isMissing(host: "r.example")
        #expect(memory.family(for: "r.example") == nil)
        memory.failed(host: "r.example", address: "192.0.2.1", code: 56)
        #expect(memory.family(for: "r.example") == nil)
    }

    @Test(arguments: [
        ("[2001:db8::1]:5000", "2001:db8::1"), ("[::1]", "::1"), ("192.0.2.1", "192.0.2.1"),
        ("192.0.2.1:5000", "192.0.2.1"), ("r.example", ""),
    ])
    func `a numeric host has no other family, and no address none`(host: String, address: String) {
        var memory = FamilyMemory()
        memory.failed(host: host, address: address, code: 56)
        #expect(memory.family(for: host) == nil)
    }
}
