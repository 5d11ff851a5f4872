import TestSupport
import Testing

@testable import RegistryProtocol

@Suite(.userCase("P9"))
struct ProxyRulesTests {
    private func proxy(_ address: String, _ variables: [String: String]) throws -> String? {
        ProxyRules(environment: { variables[$0] }).proxy(for: try WebAddress(parsing: address))
    }

    // The entries, and the first ones of the addresses, are those of Go's httpproxy/proxy_test.go.
    @Test(
        arguments: [
            (
                "*.corp.example", ["r.corp.example", "r.corp.example:5000", "a.b.corp.example"],
                ["corp.example", "xcorp.example"]
            ),
            (".corp.example", ["r.corp.example", "a.b.corp.example"], ["corp.example", "xcorp.example"]),
            (
                "corp.example", ["corp.example", "r.corp.example", "corp.example:5000"],
                ["xcorp.example", "corp.example.org"]
            ),
            (
                "r.corp.example:5000", ["r.corp.example:5000", "a.r.corp.example:5000"],
                ["r.corp.example", "r.corp.example:5001"]
            ),
            (
                "*.corp.example:5000", ["r.corp.example:5000"],
                ["corp.example:5000", "r.corp.example", "r.corp.example:50"]
            ),
            (".corp.example:443", ["r.corp.example", "r.corp.example:443"], ["r.corp.example:5000"]),
            ("CORP.Example", ["r.corp.example", "R.CORP.EXAMPLE"], []),
            ("10.0.0.0/8", ["10.1.2.3", "10.1.2.3:5000", "[::ffff:10.1.2.3]"], ["11.1.2.3", "r10.example"]),
            ("10.1.2.3", ["10.1.2.3", "10.1.2.3:5000"], ["10.1.2.4"]),
            ("10.1.2.3:5000", ["10.1.2.3:5000"], ["10.1.2.3", "10.1.2.3:5001"]),
            ("10.1.2.3/32", ["10.1.2.3"], ["10.1.2.2"]),
            ("fd00::/8", ["[fd12::1]", "[fd12::1]:5000"], ["[fe12::1]", "10.0.0.1"]),
            ("fd12::1", ["[fd12:0::1]", "[fd12::1]:5000"], ["[fd12::2]"]),
            ("[fd12::1]:5000", ["[fd12::1]:5000"], ["[fd12::1]"]),
            ("[fd12::1]", ["[fd12::1]"], ["[fd12::2]"]),
            ("*", ["r.example", "10.1.2.3", "[fd12::1]:5000"], []),
            (" a.example , b.example,,", ["a.example", "b.example"], ["c.example"]),
            ("a.example b.example", ["a.example", "b.example"], ["c.example"]),
            (":5000, :", [], ["r.example:5000", "r.example"]),
            ("", [], ["r.example", "10.1.2.3"]),
            ("10.0.0.0/33, r.example/app, https://r.example", [], ["10.0.0.1", "r.example"]),
        ] as [(String, [String], [String])])
    func `NO_PROXY means what it means to Go`(list: String, direct: [String], proxied: [String]) throws {
        let variables = ["HTTPS_PROXY": "http://proxy:3128", "NO_PROXY": list]
        for host in direct { #expect(try proxy("https://\(host)/v2/", variables) == nil, "\(list): \(host)") }
        for host in proxied { #expect(try proxy("https://\(host)/v2/", variables) != nil, "\(list): \(host)") }
    }

    @Test(arguments: ["localhost", "localhost:5000", "127.0.0.1:5000", "127.9.9.9", "[::1]:5000", "r.localhost"])
    func `this machine is reached directly`(host: String) throws {
        for scheme in ["http", "https"] {
            #expect(try proxy("\(scheme)://\(host)/", ["ALL_PROXY": "p:1", "NO_PROXY": "other.example"]) == nil)
        }
    }

    @Test(
        arguments: [
            (["HTTPS_PROXY": "S", "HTTP_PROXY": "P"], "S", "P"),
            (["https_proxy": "s", "http_proxy": "p"], "s", "p"),
            (["HTTPS_PROXY": "S", "https_proxy": "s", "HTTP_PROXY": "P", "http_proxy": "p"], "S", "P"),
            (["HTTPS_PROXY": "", "https_proxy": "s", "HTTP_PROXY": " ", "http_proxy": "p"], "s", "p"),
            (["HTTPS_PROXY": "S"], "S", nil), (["HTTP_PROXY": "P"], nil, "P"),
            (["HTTPS_PROXY": "S", "ALL_PROXY": "A"], "S", "A"), (["all_proxy": "a"], "a", "a"),
            // golang.org/s/cgihttpproxy
            (["HTTP_PROXY": "P", "REQUEST_METHOD": "GET"], nil, nil),
            (["HTTP_PROXY": "P", "http_proxy": "p", "REQUEST_METHOD": "GET"], nil, "p"),
            (["HTTPS_PROXY": "S", "NO_PROXY": "", "no_proxy": "r.example"], nil, nil),
            (["HTTPS_PROXY": "S", "NO_PROXY": "a.example", "no_proxy": "r.example"], "S", nil),
            ([:], nil, nil),
        ] as [([String: String], String?, String?)])
    func `the scheme and the variables decide on the proxy`(
        variables: [String: String], secure: String?, plain: String?
    ) throws {
        #expect(try proxy("https://r.example/", variables) == secure)
        #expect(try proxy("http://r.example/", variables) == plain)
    }
}
