import BinaryModel

/// What a file is, in a few words for people.
package enum BinaryText {
    /// For what a file was built, or what else it is: `program for arm64`, `script for /bin/sh`, `an HTML page`.
    package static func text(of binary: Binary, names: BinaryNames) -> String {
        let targets = names.targets(of: binary).map(\.name).joined(separator: ", ")
        switch binary.content {
        case .elf(let file):
            switch file.header.kind {
            case .program: return "program for \(targets)"
            case .shared: return "program or library for \(targets)"
            case .object, .core, .other: return "object file or memory dump for \(targets)"
            }
        case .pe: return targets.isEmpty ? "program of .NET" : "program of Windows for \(targets)"
        case .machO: return "program of macOS for \(targets)"
        case .script(let line):
            let command = [line.intendedInterpreter] + (line.argument.map { [$0] } ?? [])
            return "script for \(command.joined(separator: " ").filter { $0 != "\r" })"
        case .javaClass: return "class of Java"
        case .webAssembly: return "module of WebAssembly"
        case .other(let content): return content.rawValue
        case .unknown(let doubt): return "file that cannot be judged: \(doubt)"
        }
    }
}
