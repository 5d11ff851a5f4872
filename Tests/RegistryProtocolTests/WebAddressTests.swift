import Testing

@testable import RegistryProtocol

struct WebAddressTests {
    // Azure's signed addresses contain `//` and their own escapes: dataflow#4634.
    @Test(arguments: [
        ("https://registry.example", "https://registry.example/"),
        ("HTTPS://Registry.Example:443/v2/", "https://registry.example:443/v2/"),
        ("http://127.0.0.1:5000/v2/app/tags/list?n=1", "http://127.0.0.1:5000/v2/app/tags/list?n=1"),
        ("https://h/a//b/../c/%2f%7e?sig=a%2Bb%3D&x=/?", "https://h/a//b/../c/%2f%7e?sig=a%2Bb%3D&x=/?"),
        ("https://h?n=1", "https://h/?n=1"),
        ("https://h#top", "https://h/"),
        ("https://h/a#top?x", "https://h/a"),
        ("https://h/a b/ü", "https://h/a%20b/%C3%BC"),
        ("https://h:/a", "https://h/a"),
        ("http://[::1]:5000/v2", "http://[::1]:5000/v2"),
        ("http://[FE80::1]/", "http://[fe80::1]/"),
        ("http://a_b-c.d./x", "http://a_b-c.d./x"),
        ("http://2130706433/", "http://2130706433/"),
    ])
    func `an address is kept as written`(text: String, expected: String) throws {
        #expect(try WebAddress(parsing: text).absoluteText == expected)
    }

    @Test(arguments: [
        ("", WebAddressError.unsupportedScheme(in: "")),
        ("registry.example/v2", .unsupportedScheme(in: "registry.example/v2")),
        ("ftp://h/", .unsupportedScheme(in: "ftp://h/")),
        ("http:h/", .unsupportedScheme(in: "http:h/")),
        ("http:/h/", .unsupportedScheme(in: "http:/h/")),
        ("http:\\\\h/", .unsupportedScheme(in: "http:\\\\h/")),
        (" http://h/", .unsupportedScheme(in: " http://h/")),
        ("http:///v2", .missingHost(in: "http:///v2")),
        ("http://", .missingHost(in: "http://")),
        ("http://:80/", .missingHost(in: ":80")),
        ("http://user@h/", .userInformation),
        ("http://user:secret@h/", .userInformation),
        ("http://h@", .userInformation),
        ("http://h h/", .malformedHost("h h")),
        ("http://hü/", .malformedHost("hü")),
        ("http://h%41/", .malformedHost("h%41")),
        ("http://h\\x/", .malformedHost("h\\x")),
        ("http://./", .malformedHost(".")),
        ("http://1.2.3.4.5/", .malformedHost("1.2.3.4.5")),
        ("http://256.1.1.1/", .malformedHost("256.1.1.1")),
        ("http://1.2.3.0x100/", .malformedHost("1.2.3.0x100")),
        ("http://h.09/", .malformedHost("h.09")),
        ("http://[::1/", .malformedHost("[::1")),
        ("http://[::1%25eth0]/", .malformedHost("[::1%25eth0]")),
        ("http://[1.2.3.4]/", .malformedHost("[1.2.3.4]")),
        ("http://[::1]x/", .malformedHost("[::1]x")),
        ("http://h:0/", .malformedPort("0")),
        ("http://h:65536/", .malformedPort("65536")),
        ("http://h:99999999999999999999/", .malformedPort("99999999999999999999")),
        ("http://h:+80/", .malformedPort("+80")),
        ("http://h:8:0/", .malformedPort("8:0")),
        ("http://h/a\r\nX: y", .controlCharacter(in: "http://h/a\r\nX: y")),
        ("http://h/\u{7F}", .controlCharacter(in: "http://h/\u{7F}")),
        ("http://h/\u{0}", .controlCharacter(in: "http://h/\u{0}")),
    ])
    func `a malformed address is refused with its reason`(text: String, expected: WebAddressError) {
        #expect(throws: expected) { try WebAddress(parsing: text) }
    }

    @Test func `an overlong address is refused`() {
        let text = "https://h/" + String(repeating: "a", count: 20_000)
        #expect(throws: WebAddressError.tooLong(bytes: 20_010)) { try WebAddress(parsing: text) }
    }

    // RFC 3986, section 5.4, and what registries and storage services send.
    @Test(arguments: [
        ("https://store.example/b?sig=a%2Fb", "https://store.example/b?sig=a%2Fb"),
        ("HTTP://store.example/b", "http://store.example/b"),
        ("//store.example:8443/b//c", "https://store.example:8443/b//c"),
        ("/v2//x/../y?z", "https://r.example:5000/v2//x/../y?z"),
        ("?next=2", "https://r.example:5000/v2/app/tags/list?next=2"),
        ("#part", "https://r.example:5000/v2/app/tags/list?n=1"),
        ("next?page=2", "https://r.example:5000/v2/app/tags/next?page=2"),
        ("./next", "https://r.example:5000/v2/app/tags/next"),
        ("../blobs//x", "https://r.example:5000/v2/app/blobs//x"),
        ("../../../../x", "https://r.example:5000/x"),
        ("..", "https://r.example:5000/v2/app/"),
        (".", "https://r.example:5000/v2/app/tags/"),
        ("a:b/../c", nil),
        ("  /v2/x  ", "https://r.example:5000/v2/x"),
        ("", nil),
        ("javascript:alert(1)", nil),
        ("file:///etc/passwd", nil),
        ("https:///x", nil),
        ("//user@h/", nil),
        ("/a\u{1}b", nil),
    ])
    func `a location is resolved against the address that named it`(location: String, expected: String?) throws {
        let base = try WebAddress(parsing: "https://r.example:5000/v2/app/tags/list?n=1")
        #expect((try? base.resolving(location))?.absoluteText == expected)
    }

    @Test(arguments: [
        ("https://h/", "https://h:443/x", true),
        ("http://h:80/", "http://H/x", true),
        ("https://h/", "http://h/", false),
        ("https://h/", "https://h:5000/", false),
        ("https://h/", "https://h./", false),
        ("http://127.0.0.1:1/", "http://localhost:1/", false),
    ])
    func `credentials are only for the same scheme, host and port`(one: String, other: String, isSame: Bool) throws {
        #expect(try WebAddress(parsing: one).hasSameOrigin(as: WebAddress(parsing: other)) == isSame)
    }

    @Test(arguments: [
        ("https://h/token", "https://h/token?scope=a%3Ab%2Fc%3Apull&x=%20%2B%26%C3%BC"),
        ("https://h/token?realm=own%20x", "https://h/token?realm=own%20x&scope=a%3Ab%2Fc%3Apull&x=%20%2B%26%C3%BC"),
        ("https://h/token?", "https://h/token?scope=a%3Ab%2Fc%3Apull&x=%20%2B%26%C3%BC"),
        ("https://h/token?a=1&", "https://h/token?a=1&scope=a%3Ab%2Fc%3Apull&x=%20%2B%26%C3%BC"),
    ])
    func `query items are appended`(text: String, expected: String) throws {
        let address = try WebAddress(parsing: text).adding([("scope", "a:b/c:pull"), ("x", " +&ü")])
        #expect(address.absoluteText == expected)
        #expect(address.adding([]) == address)
    }

    @Test(arguments: [
        ("https://h/a?n=1&last=b&digest=sha256:1", "https://h/a?n=1&last=b&digest=sha256:1"),
        ("https://h/a?X-Amz-Signature=abc&n=1", "https://h/a?X-Amz-Signature=<redacted>&n=1"),
        ("https://h/a?abc&&", "https://h/a?<redacted>&&"),
        ("https://h/a?", "https://h/a?"),
    ])
    func `secrets in a query are not printed`(text: String, expected: String) throws {
        #expect(try WebAddress(parsing: text).description == expected)
    }

    @Test func `a printed address is bounded`() throws {
        let address = try WebAddress(parsing: "https://h/" + String(repeating: "a", count: 9_000))
        #expect(address.description.count == 500)
    }

    @Test(arguments: [
        (
            WebAddressError.unsupportedScheme(in: "ftp://x"),
            "address 'ftp://x' starts with neither 'https://' nor 'http://'"
        ),
        (.missingHost(in: "http://"), "address 'http://' has no host"),
        (.missingHost(in: "http:///?sig=hush"), "address 'http:///?sig=<redacted>' has no host"),
        (
            .unsupportedScheme(in: "ftp://me:hush@x/?n=1&sig=hush"),
            "address 'ftp://<redacted>@x/?n=1&sig=<redacted>' starts with neither 'https://' nor 'http://'"
        ),
        (
            .controlCharacter(in: "http://x/?s=hush\u{7}"),
            "address 'http://x/?s=<redacted>' contains a control character"
        ),
        (.userInformation, "an address with a user name or password in it is not accepted"),
        (
            .malformedHost("a b"),
            "host 'a b' is not a name, an IPv4 address, or an IPv6 address in brackets"
        ),
        (.malformedPort("0"), "port '0' is not a number from 1 to 65535"),
        (.controlCharacter(in: "http://\u{1B}[2J"), "address 'http://\\u{1b}[2J' contains a control character"),
        (.tooLong(bytes: 20_000), "address has 20000 bytes, more than 16384"),
        (.empty, "address is empty"),
    ])
    func `each error says what is wrong`(error: WebAddressError, expected: String) {
        #expect(error.description == expected)
    }
}
