/// The grammar of image names, piece by piece.
///
/// It is that of Docker's references (distribution/reference), and of OCI distribution-spec v1.1, "Pulling manifests".
enum ReferenceGrammar {
    /// The scheme in front of `://`, where `text` begins with one.
    static func scheme(of text: String) -> String? {
        let head = text.utf8.prefix { $0 != UInt8(ascii: ":") }
        let isScheme = head.allSatisfy { isLetter($0) || isDigit($0) || "+.-".utf8.contains($0) }
        guard isScheme, !head.isEmpty, text.utf8.dropFirst(head.count).starts(with: "://".utf8) else { return nil }
        return String(text[..<head.endIndex])
    }

    /// Parts `name` at its first slash, if what stands before is a registry: it has a `.`, a `:` or an uppercase
    /// letter, or is `localhost`.
    static func splitRegistry(_ name: Substring) -> (registry: Substring?, repository: Substring) {
        guard let slash = name.utf8.firstIndex(of: UInt8(ascii: "/")) else { return (nil, name) }
        let head = name[..<slash]
        let isRegistry = head.utf8.contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") || isUppercase($0) }
        guard isRegistry || head == "localhost" else { return (nil, name) }
        return (head, name[name.utf8.index(after: slash)...])
    }

    /// Parts `registry` into a host without brackets and a port, as written and unchecked.
    static func splitPort(_ registry: Substring) -> (host: Substring, port: Substring?) {
        let colon = registry.utf8.lastIndex(of: UInt8(ascii: ":"))
        let bracket = registry.utf8.lastIndex(of: UInt8(ascii: "]"))
        var host = registry
        var port: Substring?
        if let colon, bracket.map({ $0 < colon }) ?? true {
            host = registry[..<colon]
            port = registry[registry.utf8.index(after: colon)...]
        }
        if host.utf8.first == UInt8(ascii: "["), host.utf8.last == UInt8(ascii: "]"), host.utf8.count > 1 {
            host = host.dropFirst().dropLast()
        }
        return (host, port)
    }

    /// Refuses a registry that is not `host`, `host:port`, `[address]` or `[address]:port`.
    static func checkRegistry(_ registry: Substring, in text: String) throws(ReferenceError) {
        if case .v6 = AddressLiteral(parsing: registry) { throw .bareIPv6(String(registry), in: text) }
        let (host, port) = splitPort(registry)
        if registry.utf8.first == UInt8(ascii: "[") {
            guard case .v6 = AddressLiteral(parsing: host) else { throw .host(String(registry), in: text) }
        } else {
            let labels = host.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            guard labels.allSatisfy(isHostLabel) else { throw .host(String(host), in: text) }
        }
        if let port {
            guard port.utf8.allSatisfy(isDigit), let number = Int(port), (1...65535).contains(number) else {
                throw .port(String(port), in: text)
            }
        }
    }

    /// Refuses a repository that is not lowercase parts joined by slashes.
    static func checkRepository(_ repository: Substring, in text: String) throws(ReferenceError) {
        let parts = repository.split(omittingEmptySubsequences: false) { $0 == "/" }
        for part in parts {
            guard !part.isEmpty else { throw .emptyPart(in: text) }
            if let letter = part.unicodeScalars.first(where: { ("A"..."Z").contains($0) }) {
                throw .uppercase(letter, repository: String(repository), in: text)
            }
            guard isPart(part.utf8) else { throw .part(String(part), in: text) }
        }
    }

    /// Refuses a tag that is not up to 128 of letters, digits, `_`, `.` and `-`, of which the last two do not begin it.
    static func checkTag(_ tag: Substring, in text: String) throws(ReferenceError) {
        guard let first = tag.utf8.first else { throw .emptyTag(in: text) }
        guard first != UInt8(ascii: "."), first != UInt8(ascii: "-"),
            tag.utf8.allSatisfy({ isLetter($0) || isDigit($0) || "_.-".utf8.contains($0) })
        else { throw .tag(String(tag), in: text) }
        guard tag.utf8.count <= Limits.tagLength else { throw .tagTooLong(tag.utf8.count, in: text) }
    }

    /// Whether `text` is 64 hexadecimal digits and nothing else.
    static func isHash(_ text: String) -> Bool {
        text.utf8.count == 64 && text.utf8.allSatisfy { isDigit($0) || (0x61...0x66).contains($0) }
    }

    private static func isHostLabel(_ label: Substring.UTF8View) -> Bool {
        guard let first = label.first, let last = label.last, first != UInt8(ascii: "-"), last != UInt8(ascii: "-")
        else { return false }
        return label.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
    }

    /// Whether `part` is runs of `a-z0-9` joined by `.`, `_`, `__` or any number of `-`.
    private static func isPart(_ part: Substring.UTF8View) -> Bool {
        var separator: [UInt8] = []
        var hasBegun = false
        for byte in part {
            if isDigit(byte) || (0x61...0x7A).contains(byte) {
                let isJoint = separator.isEmpty || (hasBegun && isSeparator(separator))
                guard isJoint else { return false }
                separator = []
                hasBegun = true
            } else {
                separator.append(byte)
            }
        }
        return hasBegun && separator.isEmpty
    }

    private static func isSeparator(_ bytes: [UInt8]) -> Bool {
        bytes == Array(".".utf8) || bytes == Array("_".utf8) || bytes == Array("__".utf8)
            || bytes.allSatisfy { $0 == UInt8(ascii: "-") }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isUppercase(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }
    private static func isLetter(_ byte: UInt8) -> Bool { isUppercase(byte) || (0x61...0x7A).contains(byte) }
}
