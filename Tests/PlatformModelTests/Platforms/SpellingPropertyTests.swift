import TestSupport
import Testing

@testable import PlatformModel

@Suite struct SpellingPropertyTests {
    /// A platform with known, unknown and odd parts.
    private static func platform(_ random: inout SeededGenerator) -> Platform {
        let systems = ["linux", "Windows", "macOS", "freebsd", "multics", "plan9"]
        let architectures = builtIn.architectures.flatMap { [$0.name] + $0.aliases.map(\.name) } + ["z80", "X_1.a"]
        let levels = builtIn.architectures.flatMap { builtIn.levels(of: $0.name) }.flatMap { [$0.name] + $0.spellings }
        let versions = ["", "10.0.20348.1", "a/b", "50%done", "1.0(beta)", "x y\n", "\u{E9}+"]
        let features = ["", "win32k", "gpu+x", "b", "a", "\u{1F600}"]
        return Platform(
            os: systems.randomElement(using: &random) ?? "",
            architecture: architectures.randomElement(using: &random) ?? "",
            variant: Bool.random(using: &random) ? nil : (levels + ["", "weird", "V9"]).randomElement(using: &random),
            osVersion: versions.randomElement(using: &random),
            osFeatures: (0..<Int.random(in: 0...3, using: &random)).compactMap { _ in
                features.randomElement(using: &random)
            }
        )
    }

    @Test func `normalizing twice changes nothing`() {
        var random = SeededGenerator.fromEnvironment("normalising twice")
        for _ in 0..<2000 {
            let platform = Self.platform(&random)
            let once = builtIn.normalized(platform)
            #expect(builtIn.normalized(once) == once, "\(platform)")
        }
    }

    @Test func `the full form of a normalized platform parses back to it`() throws {
        var random = SeededGenerator.fromEnvironment("full form read back")
        let host = raw("linux/amd64/v3")
        for _ in 0..<2000 {
            let platform = builtIn.normalized(Self.platform(&random))
            let read = try builtIn.parse(platform.full, host: host)
            #expect(builtIn.normalized(read) == platform, "\(platform.full)")
        }
    }

    @Test func `no text traps the parser, and every accepted platform parses back from its full form`() throws {
        var random = SeededGenerator.fromEnvironment("damaged specifiers")
        let alphabet = Array("linux/arm64()+%2Bv7.8:, =,osver\u{0}\u{E9}")
        let host = raw("linux/arm/v6")
        for _ in 0..<4000 {
            let text = String(
                (0..<Int.random(in: 0...14, using: &random)).compactMap { _ in
                    alphabet.randomElement(using: &random)
                })
            guard let platform = try? builtIn.parse(text, host: host) else { continue }
            #expect(try builtIn.normalized(builtIn.parse(platform.full, host: host)) == builtIn.normalized(platform))
        }
    }

    @Test func `an alias means the same in a specifier and in an entry`() throws {
        for architecture in builtIn.architectures {
            for alias in architecture.aliases.map(\.name) {
                let read = try builtIn.parse("linux/\(alias)", host: raw("linux/amd64"))
                let entry = Platform(os: "linux", architecture: alias)
                #expect(builtIn.normalized(read) == builtIn.normalized(entry), "\(alias)")
            }
        }
    }
}
