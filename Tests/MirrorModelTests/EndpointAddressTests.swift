import MirrorModel
import RegistryProtocol
import Testing

struct EndpointAddressTests {
    // containerd, docs/hosts.md: `override_path`; eks-anywhere#10765: `/v2` was doubled.
    @Test(arguments: [
        ("https://m.example", false, "https://m.example/v2"),
        ("https://m.example/", false, "https://m.example/v2"),
        ("https://m.example/v2", false, "https://m.example/v2"),
        ("https://m.example/v2/", false, "https://m.example/v2"),
        ("https://m.example/cache", false, "https://m.example/cache/v2"),
        ("https://m.example//a//b/../c/./", false, "https://m.example/a/c/v2"),
        ("https://m.example/xv2", false, "https://m.example/xv2/v2"),
        ("https://m.example/v2/proxy", true, "https://m.example/v2/proxy"),
        ("https://m.example/v2/proxy/", true, "https://m.example/v2/proxy"),
        ("https://m.example", true, "https://m.example/"),
        ("m.example:5000/cache", false, "https://m.example:5000/cache/v2"),
        ("http://192.168.31.250:5000", false, "http://192.168.31.250:5000/v2"),
        ("http://[::1]:5000", false, "http://[::1]:5000/v2"),
        ("https://docker.io", false, "https://registry-1.docker.io/v2"),
        ("https://index.docker.io/v2", false, "https://registry-1.docker.io/v2"),
        ("https://docker.io:8443", false, "https://docker.io:8443/v2"),
        ("httpbin.example", false, "https://httpbin.example/v2"),
    ])
    func `v2 is appended to the address, unless the path is kept`(
        text: String, keepsPath: Bool, expected: String
    ) throws {
        #expect(try EndpointAddress.base(text, keepsPath: keepsPath).absoluteText == expected)
    }

    @Test(
        arguments: [
            ("", .missingHost(in: "https://")),
            ("ftp://m.example", .unsupportedScheme(in: "ftp://m.example")),
            ("https://me:secret@m.example", .userInformation),
            ("https://m.example:99999", .malformedPort("99999")),
            ("https://m.example/v2?ns=x", .queryOrFragment(in: "https://m.example/v2?ns=x")),
            ("https://m.example/#here", .queryOrFragment(in: "https://m.example/#here")),
        ] as [(String, WebAddressError)])
    func `an invalid address is refused with its reason`(text: String, expected: WebAddressError) {
        #expect(throws: expected) { try EndpointAddress.base(text) }
    }

    @Test func `a password in a refused address is not shown`() {
        #expect(
            !WebAddressError.queryOrFragment(in: "https://me:secret@m.example?x=hidden").description.contains("secret"))
        #expect(
            !WebAddressError.queryOrFragment(in: "https://me:secret@m.example?x=hidden").description.contains("hidden"))
    }
}
