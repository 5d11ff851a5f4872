import ErrorMapping
import ImageModel
import PinModel
import SystemFiles
import YAMLParsing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file whose pins are checked, as it was read.
struct OpenedPinFile: Sendable {
    let path: String
    let bytes: [UInt8]
    let kind: PinFile.Kind
    let scan: PinScan

    /// Reads and scans the file at `path`.
    init(path: String) throws(ResolverError) {
        self.path = path
        bytes = try Self.bytes(of: path)
        let file = PinFile(path: path, bytes: bytes)
        kind = file.kind
        var documents: [PinNode] = []
        if kind == .yaml, file.flaw == nil { documents = try Self.documents(in: bytes, path: path) }
        scan = file.scan(documents: documents)
        if let flaw = scan.flaw { throw Self.malformed(path, flaw.sentence, line: flaw.line) }
    }

    /// Replaces the file, unless it has changed since it was read.
    func write(_ new: [UInt8]) throws(ResolverError) {
        guard try Self.bytes(of: path) == bytes else {
            throw ResolverError(
                .conflict, "\(Self.shown(path)) has changed while its pins were checked; it is left as it is",
                retryable: true)
        }
        try mapError(
            { (error: SystemError) in ResolverError(.disk, "\(Self.shown(path)) cannot be replaced: \(error)") },
            try SmallFile.replace(path, with: new))
    }

    private static func bytes(of path: String) throws(ResolverError) -> [UInt8] {
        let bytes: [UInt8]?
        do throws(SystemError) {
            bytes = try SmallFile.bytes(of: path, limit: PinFile.limit)
        } catch {
            let isMissing = error.code == ENOENT || error.code == ENOTDIR
            throw ResolverError(isMissing ? .notFound : .disk, "\(shown(path)) cannot be read: \(error)")
        }
        if let bytes { return bytes }
        throw ResolverError(.malformed, "\(shown(path)) has more than \(PinFile.limit) bytes")
    }

    private static func documents(in bytes: [UInt8], path: String) throws(ResolverError) -> [PinNode] {
        try YAMLDocuments.read(bytes) { fault, line, column in
            var error = malformed(path, fault.description, line: line, column: column)
            if case .noLibrary = fault { error.kind = .disk }
            // {{ begins a mapping as a key in YAML, and is the mark of Go's templates.
            if case .syntax = fault, bytes.indices.contains(where: { bytes[$0...].starts(with: "{{".utf8) }) {
                error.hint = "a template is not YAML; check what it renders to, for example with `helm template`"
            }
            return error
        }.map(PinNode.init)
    }

    /// The error `path:line:column: sentence`; what is 0 is left out.
    private static func malformed(_ path: String, _ sentence: String, line: Int, column: Int = 0) -> ResolverError {
        let position = [line, column].prefix { $0 > 0 }.map { ":\($0)" }.joined()
        return ResolverError(
            .malformed, "\(Printable.escaped(path, limit: .max))\(position): \(Printable.escaped(sentence))")
    }

    private static func shown(_ path: String) -> String { "'\(Printable.escaped(path, limit: .max))'" }
}

extension PinNode {
    /// The node in the form in which pins are looked for.
    fileprivate init(_ span: YAMLSpan) {
        let content: Content =
            switch span.content {
            case .scalar(let text): .scalar(text)
            case .alias(let name): .alias(name)
            case .sequence(let nodes): .sequence(nodes.map(PinNode.init))
            case .mapping(let entries):
                .mapping(entries.map { (key: PinNode($0.key), value: PinNode($0.value)) })
            }
        self.init(range: span.range, anchor: span.anchor, content: content)
    }
}
