import TestSupport
import Testing

@testable import RegistryProtocol

@Suite(.userCase("P3"))
struct ConnectionSettingsTests {
    @Test(
        arguments: [
            ("http://proxy.example:3128", "http://proxy.example:3128"), ("proxy.example:3128", "proxy.example:3128"),
            ("proxy", "proxy"), ("HTTP://proxy:1/", "HTTP://proxy:1/"),
            ("socks5h://[fd00::1]:1080", "socks5h://[fd00::1]:1080"),
            ("https://user:pass-word@proxy.example", "https://<redacted>@proxy.example"),
            ("http://user:p@ss-word@proxy.example:3128", "http://<redacted>@proxy.example:3128"),
            ("user:pass-word@proxy.example:3128", "<redacted>@proxy.example:3128"),
            ("", nil), ("http://", nil), ("ftp://proxy.example", nil), ("http://proxy.example:0", nil),
            ("http://proxy.example/path", nil), ("http://a b", nil), ("http://proxy.example:port", nil),
            ("://proxy", nil),
            ("http://user@name:3128@", nil),
        ] as [(String, String?)])
    func `the address of a proxy is shown without its password`(text: String, shown: String?) {
        let proxy = ProxyAddress(parsing: text)
        #expect(proxy?.description == shown)
        if shown != nil { #expect(proxy?.text == text) }
    }

    // Go's time.ParseDuration, time_test.go, parseDurationTests.
    @Test(
        arguments: [
            ("0", 0), ("5s", 5000), ("30s", 30_000), ("1478s", 1_478_000), ("+5s", 5000), ("5.0s", 5000),
            ("5.6s", 5600),
            ("5.s", 5000), (".5s", 500), ("1.004s", 1004), ("10ns", 1), ("11us", 1), ("12µs", 1), ("12μs", 1),
            ("13ms", 13),
            ("14s", 14_000), ("15m", 900_000), ("16h", 57_600_000), ("3h30m", 12_600_000), ("10.5s4m", 250_500),
            ("1h2m3s4ms5us6ns", 3_723_005), ("0.100000000000000000000h", 360_000),
            ("", nil), ("3", nil), ("-5s", nil), ("s", nil), (".", nil), (".s", nil), ("+.s", nil), ("1d", nil),
            ("5 s", nil),
            ("1e3s", nil), ("1.2.3s", nil), ("9000000h", nil), ("x", nil),
        ] as [(String, Int64?)])
    func `a length of time is read as Go reads it`(text: String, milliseconds: Int64?) {
        #expect(GoDuration.milliseconds(parsing: text) == milliseconds)
    }

    @Test func `a registry's own proxy is used whatever the address is`() throws {
        let rules = ProxyRules(always: try #require(ProxyAddress(parsing: "http://proxy:3128")))
        for address in ["https://r.example", "http://r.example:5000", "http://localhost:5000", "https://127.0.0.1"] {
            #expect(rules.proxy(for: try WebAddress(parsing: address)) == "http://proxy:3128")
        }
    }

    @Test func `an endpoint with another proxy is not redundant`() throws {
        let proxy = ProxyAddress(parsing: "proxy:3128")
        func endpoint(_ connection: ConnectionSettings) throws -> EndpointConfiguration {
            var endpoint = EndpointConfiguration(
                kind: .mirror, base: try WebAddress(parsing: "https://m.example/v2"),
                reference: try .init(parsing: "m.example/app"), schemes: .only(.https), source: .imageName)
            endpoint.connection = connection
            return endpoint
        }
        let (plain, proxied) = (try endpoint(ConnectionSettings()), try endpoint(ConnectionSettings(proxy: proxy)))
        #expect(!plain.makesRedundant(proxied))
        #expect(proxied.makesRedundant(plain) && proxied.makesRedundant(proxied))
    }
}
