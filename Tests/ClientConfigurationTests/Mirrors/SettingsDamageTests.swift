import ImageModel
import MirrorModel
import RegistryProtocol
import TestSupport
import Testing

@testable import ClientConfiguration

/// Damaged files may be refused but never trap, and what is accepted results in a plan or an error message.
@Suite struct SettingsDamageTests {
    private static let hosts = """
        server = "https://r.example/v2"
        capabilities = ["pull", "resolve", "push"]
        [host."https://m.example"]
          client = [["a.cert", "a.key"], ["b.pem", ""]]
          ca = ["one.crt"]
          skip_verify = true
        [host.'http://n.example:5000'.header]
          x-a = ['''one''', "two"]
        """
    private static let registries = """
        unqualified-search-registries = ["example.com"]
        [[registry]]
        prefix = "*.example.com"
        [[registry]]
        prefix = "r.example/a"
        location = "s.example:5000/b"
        [[registry.mirror]]
        location = "m.example/c"
        pull-from-mirror = "digest-only"
        [aliases]
        "a" = "b.example/a"
        """
    private static let engine =
        #"{"registry-mirrors":["https://m.example"],"insecure-registries":["10.0.0.0/8","a:1"]}"#
    private static let pieces = [
        "[", "]", "[[", "]]", "{", "}", "\"", "'", "\"\"\"", "'''", "\\", "\\u0000", "\\U0010FFFF", "#", "=", ".", ",",
        "\n", "\r\n", "\0", "\u{FEFF}", "é", "host", "registry", "1979-05-27", "1e999", "99999999999999999999", "true",
        "[registry]\n", "[host]\n", "a.b.c = 1\n", "\"https://[::1]:5000/..\"", "/0", "*.", "@",
    ].map { Array($0.utf8) }

    private func damaged(_ text: String, _ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = Array(text.utf8)
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            let place = Int.random(in: 0...bytes.count, using: &generator)
            let length = Int.random(in: 0...min(40, bytes.count - place), using: &generator)
            switch Int.random(in: 0..<6, using: &generator) {
            case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 1: bytes.removeSubrange(place...)
            case 2: bytes.removeSubrange(place..<(place + length))
            case 3: bytes.insert(contentsOf: bytes[place..<(place + length)], at: place)
            case 4:
                let count = [1, 70, 2_000].randomElement(using: &generator) ?? 1
                let open = ["[", "{a=", "a.", "[[a]]\n"].randomElement(using: &generator) ?? ""
                bytes.insert(contentsOf: Array(String(repeating: open, count: count).utf8), at: place)
            default: bytes.insert(contentsOf: Self.pieces.randomElement(using: &generator) ?? [], at: place)
            }
        }
        return bytes
    }

    @Test func `no damage to a file makes its reader trap`() throws {
        var generator = SeededGenerator.fromEnvironment("damaged settings")
        let images = try ["r.example/a/x", "q.example.com:5000/y", "alpine"].map { try Reference(parsing: $0) }
        var plans = 0
        for round in 0..<2_000 {
            var hosts = HostsFileReader(folder: "/certs.d/r")
            var registries = RegistriesFileReader(path: "r.conf")
            var engine = DaemonFileReader(path: "d.json")
            var rules = RegistryRules()
            let file = try? hosts.file(parsing: damaged(Self.hosts, &generator))
            rules.add((try? registries.rules(parsing: damaged(Self.registries, &generator))) ?? [])
            let daemon = try? engine.file(parsing: damaged(Self.engine, &generator))
            let configuration = MirrorConfiguration(
                rules: [file as (any MirrorRules)?, rules, daemon].compactMap(\.self))
            for fault in hosts.faults + registries.faults + engine.faults {
                #expect(!fault.description.utf8.contains { $0 < 0x20 || $0 == 0x7F })
            }
            do throws(MirrorError) {
                plans += try MirrorPlan(for: images[round % images.count], configuration).endpoints.isEmpty ? 0 : 1
            } catch {
                #expect(!error.description.utf8.contains { $0 < 0x20 || $0 == 0x7F })
            }
        }
        #expect(plans > 0)
    }

    @Test func `the statements of a whole file are found with their lines`() throws {
        let statements = try TOMLScanner.statements(in: Array(Self.registries.utf8), file: "r.conf")
        #expect(statements.map(\.line) == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
        #expect(statements.map(\.kind).filter { $0 == .element }.count == 3)
    }

    @Test(arguments: [
        ("a", ["a"]), (" a . \"b.c\" . 'd e' ", ["a", "b.c", "d e"]), ("\"it's\"", ["it's"]), ("''", [""]),
        ("\"\\u0061\".b", ["a", "b"]), ("\"a\\\"b\"", ["a\"b"]),
    ])
    func `a name is split at its dots`(written: String, expected: [String]) {
        #expect(TOMLKeys.parts(of: written) == expected)
    }
}
