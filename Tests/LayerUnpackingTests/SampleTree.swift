import BinaryModel
import Foundation
import ImageStore
import LayerReading
import LayerUnpacking
import PlatformModel
import TestSupport

/// Unpacks layers over one another, and describes the tree that they make.
struct SampleTree {
    /// The folder of the tree, unless the caller has it.
    private let folder: TemporaryFolder?
    let path: String
    let notes: UnpackNotes

    /// Unpacks layers, given as the members of their archives, in an empty folder.
    init(_ layers: [[[UInt8]]], _ options: UnpackOptions = UnpackOptions(), in work: String? = nil) throws {
        let folder = work == nil ? try TemporaryFolder() : nil
        self.folder = folder
        let reader = LayerReader(names: BinaryNames(try PlatformCatalog.builtIn()))
        let build = try TreeBuild(in: work ?? folder?.path ?? "", reader: reader, options)
        var notes = UnpackNotes()
        var unpacked: [UnpackedLayer] = []
        // All are unpacked before the first is laid, as when the lowest arrives last.
        for (number, layer) in layers.enumerated() {
            let source = BytesSource(layer.flatMap(\.self) + SampleTar.end)
            let result = try build.unpack(source, number: number, hashing: LayerDigests(diffID: .sha256))
            notes.add(result.layer.notes)
            unpacked.append(result.layer)
        }
        for (number, layer) in unpacked.enumerated() { try build.lay(layer, number: number) }
        path = build.path
        self.notes = notes
    }

    /// The error that unpacking these layers ends with.
    static func error(_ layers: [[[UInt8]]], _ options: UnpackOptions = UnpackOptions()) -> LayerError? {
        do {
            _ = try SampleTree(layers, options)
            return nil
        } catch {
            return error as? LayerError
        }
    }

    /// One line for each file: path, kind, mode, and content or target; in the order of paths.
    func lines() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: path).sorted().map(line)
    }

    /// The line of one file.
    func line(_ name: String) throws -> String {
        let file = "\(path)/\(name)"
        let status = try status(name)
        let mode = String(status.st_mode & 0o7777, radix: 8)
        switch status.st_mode & S_IFMT {
        case S_IFDIR: return "\(name) d \(mode)"
        case S_IFLNK: return "\(name) l \(try FileManager.default.destinationOfSymbolicLink(atPath: file))"
        case S_IFIFO: return "\(name) p \(mode)"
        case S_IFREG: return "\(name) f \(mode) \(String(decoding: try bytes(name), as: UTF8.self))"
        default: return "\(name) ? \(mode)"
        }
    }

    /// The bytes of a file.
    func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")))
    }

    /// The status of a file, not followed if it is a link.
    func status(_ name: String) throws -> stat {
        var status = stat()
        guard lstat("\(path)/\(name)", &status) == 0 else { throw POSIXError(.ENOENT) }
        return status
    }
}

/// A file.
func file(_ path: String, _ content: String = "", mode: Int = 0o644, time: Int = 0) -> [UInt8] {
    SampleTar.member(path, content: Array(content.utf8), mode: mode, time: time)
}

/// A directory.
func folder(_ path: String, mode: Int = 0o755, time: Int = 0) -> [UInt8] {
    SampleTar.member(path, type: "5", mode: mode, time: time)
}

/// A symbolic link.
func link(_ path: String, to target: String) -> [UInt8] {
    SampleTar.member(path, type: "2", mode: 0o777, target: target)
}

/// A hard link.
func hardLink(_ path: String, to target: String) -> [UInt8] {
    SampleTar.member(path, type: "1", target: target)
}

/// The members of an archive, as bytes.
enum MemberBytes {
    /// Reads an archive of these members.
    @discardableResult
    static func read(_ members: [[UInt8]], into receiver: some MemberReceiver) throws -> LayerSummary {
        let reader = LayerReader(names: BinaryNames(try PlatformCatalog.builtIn()))
        return try reader.unpack(BytesSource(members.flatMap(\.self) + SampleTar.end), into: receiver)
    }
}
