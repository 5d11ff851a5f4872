import Testing

@testable import RegistryProtocol

struct AddressReachTests {
    @Test(arguments: [
        ("registry.example", AddressReach.everywhere), ("8.8.8.8", .everywhere), ("2606:4700::1", .everywhere),
        ("127.0.0.1", .loopback), ("127.255.0.1", .loopback), ("0.0.0.0", .loopback), ("127.1", .loopback),
        ("2130706433", .loopback), ("0x7f000001", .loopback), ("0x7f.1", .loopback), ("0177.0.0.1", .loopback),
        ("localhost", .loopback), ("LOCALHOST.", .loopback), ("a.localhost", .loopback), ("::1", .loopback),
        ("::", .loopback), ("::ffff:127.0.0.1", .loopback), ("::127.0.0.1", .loopback), ("64:ff9b::7f00:1", .loopback),
        ("2002:7f00:1::", .loopback),
        ("169.254.169.254", .link), ("2852039166", .link), ("0xa9.254.0xA9FE", .link), ("fe80::1", .link),
        ("febf::1", .link), ("::ffff:a9fe:a9fe", .link), ("2002:a9fe:a9fe::1", .link),
        ("10.0.0.1", .privateNetwork), ("172.16.0.1", .privateNetwork), ("172.31.255.255", .privateNetwork),
        ("172.32.0.1", .everywhere), ("172.15.0.1", .everywhere), ("192.168.1.1", .privateNetwork),
        ("192.169.1.1", .everywhere), ("100.100.100.200", .privateNetwork), ("100.128.0.1", .everywhere),
        ("192.0.0.192", .privateNetwork), ("198.19.0.1", .privateNetwork), ("224.0.0.1", .privateNetwork),
        ("255.255.255.255", .privateNetwork), ("fc00::1", .privateNetwork), ("fdff::1", .privateNetwork),
        ("fec0::1", .privateNetwork), ("ff02::1", .privateNetwork), ("::ffff:10.0.0.1", .privateNetwork),
        ("harbor", .privateNetwork), ("harbor.local", .privateNetwork), ("metadata.google.internal", .privateNetwork),
        ("r.home.arpa", .privateNetwork), ("arpa.example", .everywhere), ("10.0.0.1.example", .everywhere),
        ("", .everywhere),
        ("0400.1", .everywhere), ("4294967296", .privateNetwork),
    ])
    func `a host's reach follows from its text`(host: String, expected: AddressReach) {
        #expect(AddressReach(host: host) == expected)
    }

    @Test func `no registry leads further inside than it is itself`() {
        let all: [AddressReach] = [.everywhere, .privateNetwork, .link, .loopback]
        let allowed = all.map { source in all.filter { source.mayLead(to: $0) } }
        #expect(
            allowed == [
                [.everywhere], [.everywhere, .privateNetwork], [.everywhere, .privateNetwork, .link],
                [.everywhere, .privateNetwork, .loopback],
            ])
    }
}
