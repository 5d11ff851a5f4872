import ImageModel
import Testing

@Suite struct ReferenceRefusalTests {
    static let longPath = ReferenceTests.path255 + "c"
    static let longTag = ReferenceTests.tag128 + "t"
    static let parts = "use lowercase letters and digits, separated by '.', '_', '__' or '-'"
    static let tags = "not letters, digits, '_', '.' and '-' beginning with a letter, a digit or '_'"

    @Test(arguments: [
        // Addresses, with the valid form.
        ("http://localhost:5000/a", "begins with 'http://', which is not part of a name; write 'localhost:5000/a'"),
        ("https://quay.io/a:1", "begins with 'https://', which is not part of a name; write 'quay.io/a:1'"),
        ("HTTPS://quay.io/a", "begins with 'HTTPS://', which is not part of a name; write 'quay.io/a'"),
        ("docker://alpine", "begins with 'docker://', which is not part of a name; write 'alpine'"),
        ("https://", "begins with 'https://', which is not part of a name; write registry/repository:tag"),
        ("http://http://a", "begins with 'http://', which is not part of a name; write registry/repository:tag"),
        // Registries.
        ("[::1]:5000", "names a registry but no repository; write registry/repository:tag"),
        ("[::1]", "names a registry but no repository; write registry/repository:tag"),
        ("::1/a", "has an IPv6 address without brackets; write '[::1]'"),
        ("[fe80::1%eth0]/a", "names the registry '[fe80::1%eth0]', which is not a host name"),
        ("[127.0.0.1]/a", "names the registry '[127.0.0.1]', which is not a host name"),
        ("[::1/a", "names the registry '[::1', which is not a host name"),
        ("-a.example/b", "names the registry '-a.example', which is not a host name"),
        ("a..example/b", "names the registry 'a..example', which is not a host name"),
        ("a_b.example/c", "names the registry 'a_b.example', which is not a host name"),
        ("host:/a", "has the port '', not a number from 1 to 65535"),
        ("host:0/a", "has the port '0', not a number from 1 to 65535"),
        ("host:65536/a", "has the port '65536', not a number from 1 to 65535"),
        ("host:99999999999999999999/a", "has the port '99999999999999999999', not a number from 1 to 65535"),
        ("host:+80/a", "has the port '+80', not a number from 1 to 65535"),
        // Repositories.
        ("Alpine", "has the uppercase letter 'A' in the repository 'Alpine'; repositories are written in lowercase"),
        ("quay.io/a/B", "has the uppercase letter 'B' in the repository 'a/B'; repositories are written in lowercase"),
        ("/a", "has a '/' without a name on both sides"),
        ("a/", "has a '/' without a name on both sides"),
        ("quay.io/", "has a '/' without a name on both sides"),
        ("a//b", "has a '/' without a name on both sides"),
        (":1", "has no name"), (":", "has no name"),
        ("-a", "has the invalid repository part '-a'; \(parts)"),
        ("--all", "has the invalid repository part '--all'; \(parts)"),
        ("a-", "has the invalid repository part 'a-'; \(parts)"),
        ("a..b", "has the invalid repository part 'a..b'; \(parts)"),
        ("a___b", "has the invalid repository part 'a___b'; \(parts)"),
        ("a.-b", "has the invalid repository part 'a.-b'; \(parts)"),
        (" a", "has the invalid repository part ' a'; \(parts)"),
        ("café", "has the invalid repository part 'café'; \(parts)"),
        ("a\u{1B}[31m", "has the invalid repository part 'a\\u{1b}[31m'; \(parts)"),
        (longPath, "has a name of 256 characters, more than 255"),
        (DigestTests.sha256, "is only a hash; write repository@sha256:hash"),
        // Tags and digests.
        ("a:", "ends in ':' without a tag"),
        ("a:.1", "has the tag '.1', \(tags)"),
        ("a:-1", "has the tag '-1', \(tags)"),
        ("a:1+2", "has the tag '1+2', \(tags)"),
        ("a:1 ", "has the tag '1 ', \(tags)"),
        ("a:\(longTag)", "has a tag of 129 characters, more than 128"),
        ("a@", "has a malformed digest: it has no ':' between algorithm and hexadecimal digits"),
        ("a@latest", "has a malformed digest: it has no ':' between algorithm and hexadecimal digits"),
        ("a@sha256:ab", "has a malformed digest: it has 2 hexadecimal digits, not 64"),
        (
            "a@b@sha256:ab",
            "has a malformed digest: it uses the algorithm 'b@sha256', not sha256 or sha512"
        ),
    ])
    func `a malformed name is refused with its reason`(text: String, reason: String) {
        let error = #expect(throws: ReferenceError.self) { try Reference(parsing: text) }
        let shown = Printable.escaped(text)
        #expect(error?.description == "image '\(shown)' \(reason)")
    }

    @Test func `an empty text is refused`() {
        let error = #expect(throws: ReferenceError.empty) { try Reference(parsing: "") }
        #expect(error?.description == "image has an empty name")
    }

    @Test func `a long text is refused without deep recursion`() {
        let schemes = String(repeating: "a://", count: 300_000)
        #expect(throws: ReferenceError.self) { try Reference(parsing: schemes) }
        let slashes = String(repeating: "a/", count: 300_000)
        #expect(throws: ReferenceError.emptyPart(in: slashes)) { try Reference(parsing: slashes) }
    }
}
