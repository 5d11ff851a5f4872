import ImageModel
import Testing

@Suite struct DigestTests {
    // FIPS 180-4 examples: the hashes of "abc".
    static let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    static let sha512 =
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"

    @Test(arguments: ["sha256:" + sha256, "sha512:" + sha512])
    func `a registered digest is printed as it was read`(text: String) throws {
        let digest = try Digest(parsing: text)
        #expect(digest.description == text)
        #expect(digest.hex.count == digest.algorithm.hexLength)
    }

    @Test(arguments: [
        ("", "digest '' has no ':' between algorithm and hexadecimal digits"),
        (sha256, "digest '\(sha256)' has no ':' between algorithm and hexadecimal digits"),
        ("sha256:", "digest 'sha256:' has 0 hexadecimal digits, not 64"),
        ("sha256:a", "digest 'sha256:a' has 1 hexadecimal digit, not 64"),
        ("sha256:ab", "digest 'sha256:ab' has 2 hexadecimal digits, not 64"),
        ("sha512:" + sha256, "digest 'sha512:\(sha256)' has 64 hexadecimal digits, not 128"),
        ("sha256:aB", "digest 'sha256:aB' has 'B' as digit 2, not one of 0-9 and a-f"),
        ("sha256: ab", "digest 'sha256: ab' has ' ' as digit 1, not one of 0-9 and a-f"),
        ("sha256:a\n", "digest 'sha256:a\\u{a}' has '\\u{a}' as digit 2, not one of 0-9 and a-f"),
        ("md5:ab", "digest 'md5:ab' uses the algorithm 'md5', not sha256 or sha512"),
        ("SHA256:ab", "digest 'SHA256:ab' uses the algorithm 'SHA256', not sha256 or sha512"),
        (":ab", "digest ':ab' uses the algorithm '', not sha256 or sha512"),
        // The colon carries a combining mark, but still ends the name.
        ("sha256:\u{301}", "digest 'sha256:\u{301}' has '\u{301}' as digit 1, not one of 0-9 and a-f"),
    ])
    func `a malformed digest is refused with its reason`(text: String, sentence: String) {
        let error = #expect(throws: DigestError.self) { try Digest(parsing: text) }
        #expect(error?.description == sentence)
    }

    @Test func `a hash becomes the digest with its hexadecimal digits`() throws {
        let bytes = [UInt8](0..<32)
        let digest = try Digest(algorithm: .sha256, bytes: bytes)
        #expect(digest.hex == "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")
        #expect(try Digest(parsing: digest.description) == digest)
    }

    @Test func `a hash of another length is refused`() {
        let error = #expect(throws: DigestError.self) { try Digest(algorithm: .sha512, bytes: [1]) }
        #expect(error?.description == "sha512 hash has 1 byte, not 64")
    }
}
