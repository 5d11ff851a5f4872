import BinaryModel
import ImageModel
import LayerModel
import PlatformModel
import StartModel
import TestSupport
import Testing

/// What tests give to ``StartRule``: trees with real programs, and configs.
enum SampleTree {
    /// The built-in tables, read once.
    static func catalog() throws -> PlatformCatalog { try builtIn.get() }

    private static let builtIn = Result { try PlatformCatalog.builtIn() }

    /// A tree of entries in one line each.
    ///
    /// `app = busybox-amd64` is a fixture (with `@musl` behind a program of glibc, its loader is musl's), `app = busybox-amd64 @4096` its first bytes, `run : #!/bin/sh` a text,
    /// `lib -> usr/lib` a link, `dir/` a directory; `app 644 = …` has that mode instead of 755.
    static func tree(_ lines: [String], naming: FileNaming = .posix) throws -> FileTree {
        let names = BinaryNames(try catalog())
        var listing = LayerListing()
        for line in lines { try listing.append(try entry(line, names)) }
        var tree = FileTree(naming: naming)
        try tree.apply(listing)
        return tree
    }

    /// What the files at a command's end are started with.
    static func chain(
        _ lines: [String], _ config: String, platform: String = "linux/amd64"
    ) throws -> StartChain {
        let catalog = try catalog()
        let parts = platform.split(separator: "/").map(String.init)
        let platform = Platform(os: parts[0], architecture: parts[1], variant: parts.count > 2 ? parts[2] : "")
        let rule = StartRule(platform: platform, catalog: catalog, names: BinaryNames(catalog))
        let config = try ImageConfig(
            parsing: Array(
                #"{"architecture":"\#(platform.architecture)","os":"\#(platform.os)","config":\#(config)}"#.utf8))
        return rule.chain(of: StartCommand(config), in: try tree(lines, naming: rule.naming))
    }

    /// What a file of these bytes is.
    static func binary(_ bytes: [UInt8], names: BinaryNames) -> Binary {
        var reader = BinaryReader(size: UInt64(bytes.count), depth: .levels, names: names)
        var action = reader.start()
        while true {
            switch action {
            case .done(let binary): return binary
            case .read(let range):
                action = reader.handle(
                    .bytes(Array(bytes[Int(range.lowerBound)..<Int(range.upperBound)]), at: range.lowerBound))
            }
        }
    }

    /// A program of glibc for amd64 that names musl's loader in the place of its own.
    private static func withMuslLoader(_ bytes: [UInt8]) throws -> [UInt8] {
        let own = Array("/lib64/ld-linux-x86-64.so.2".utf8)
        let start = try #require(bytes.indices.first { bytes[$0...].starts(with: own) })
        let other = Array("/lib/ld-musl-x86_64.so.1".utf8)
        let padding = [UInt8](repeating: 0, count: own.count - other.count)
        return bytes[..<start] + other + padding + bytes[(start + own.count)...]
    }

    private static func entry(_ line: String, _ names: BinaryNames) throws -> LayerEntry {
        if let arrow = line.ranges(of: " -> ").first {
            return LayerEntry(
                path: Array(line[..<arrow.lowerBound].utf8),
                kind: .symbolicLink(target: Array(line[arrow.upperBound...].utf8)), mode: 0o777, size: 0)
        }
        guard let mark = line.ranges(of: " = ").first ?? line.ranges(of: " : ").first else {
            let kind: LayerEntry.Kind = line.hasSuffix("*") ? .special : .directory
            return LayerEntry(path: Array(line.filter { $0 != "*" }.utf8), kind: kind, mode: 0o755, size: 0)
        }
        let words = line[..<mark.lowerBound].split(separator: " ")
        let content = String(line[mark.upperBound...])
        var bytes = Array(content.utf8)
        if line[mark].contains("=") {
            let parts = content.split(separator: " @")
            bytes = try SampleProgram.bytes(String(parts[0]))
            if line.hasSuffix(" @musl") {
                bytes = try withMuslLoader(bytes)
            } else if parts.count > 1 {
                bytes = Array(bytes.prefix(try #require(Int(parts[1]))))
            }
        }
        return LayerEntry(
            path: Array(words[0].utf8), kind: .file(binary(bytes, names: names)),
            mode: words.count > 1 ? try #require(UInt16(words[1], radix: 8)) : 0o755, size: UInt64(bytes.count))
    }
}
