import Foundation
import TestSupport

/// Writes layers of files: tar archives, compressed with gzip as images' usual builders do.
struct LayerFiles {
    /// A written layer.
    struct Layer {
        /// The path of the compressed archive.
        let path: String
        /// The digest of the uncompressed one.
        let diffID: String
    }

    /// A folder for what is needed meanwhile.
    let scratch: TemporaryFolder

    /// Writes the layers of `plans` to files in `folder`, and tells what they hold together.
    func write(_ plans: [LayerPlan], seed: UInt64, to folder: String) throws -> (layers: [Layer], files: TreeFiles) {
        var files = TreeFiles()
        var lowest: [FileRecord] = []
        var layers: [Layer] = []
        for (number, plan) in plans.enumerated() {
            try Interruption.check()
            let archive = scratch.file("layer.tar")
            let records = try pack(plan.source, seed: seed, to: archive)
            files.lay(records)
            if number == 0 { lowest = records.filter(\.isRegular) }
            let hidden = lowest.prefix(plan.hiddenFiles).map(\.path)
            try addWhiteouts(of: hidden, to: archive)
            for path in hidden { files.hide(path) }
            let diffID = "sha256:" + (try FileDigests.sha256(of: [archive]))[0]
            let layer = Layer(path: "\(folder)/layer-\(number)", diffID: diffID)
            try Self.shell("gzip -6 -n -c \"$1\" >\"$2\"", [archive, layer.path])
            try FileManager.default.removeItem(atPath: archive)
            layers.append(layer)
        }
        return (layers, files)
    }

    /// Packs the files of a source, all of root's.
    private func pack(_ source: LayerPlan.Source, seed: UInt64, to archive: String) throws -> [FileRecord] {
        switch source {
        case .copies(let patterns, let most):
            let records = FileRecord.first(of: try Self.found(patterns), most: most)
            try pack(records, in: "/", to: archive)
            return records
        case .randomFile(let size):
            let folder = try TemporaryFolder(in: scratch.path)
            var generator = SeededGenerator(seed: seed)
            try RandomFile.write(folder.file("random"), size: size, from: &generator)
            let records = [FileRecord(isRegular: true, size: size, path: "random")]
            try pack(records, in: folder.path, to: archive)
            return records
        case .emptyFiles(let count):
            let folder = try TemporaryFolder(in: scratch.path)
            var records: [FileRecord] = []
            for number in 0..<count {
                if number.isMultiple(of: 1000) {
                    let name = "directory-\(number / 1000)"
                    try FileManager.default.createDirectory(
                        atPath: folder.file(name), withIntermediateDirectories: false)
                    records.append(FileRecord(isRegular: false, size: 0, path: name))
                }
                let name = "directory-\(number / 1000)/file-\(number % 1000)"
                guard FileManager.default.createFile(atPath: folder.file(name), contents: nil) else {
                    throw CocoaError(.fileWriteUnknown)
                }
                records.append(FileRecord(isRegular: true, size: 0, path: name))
            }
            try pack(records, in: folder.path, to: archive)
            return records
        }
    }

    /// Packs `records`, which are below `parent`.
    private func pack(_ records: [FileRecord], in parent: String, to archive: String) throws {
        let list = try scratch.write("names", records.map { $0.path + "\0" }.joined())
        let options = ["--no-recursion", "--hard-dereference", "--owner=0", "--group=0", "--numeric-owner"]
        try runChecked(
            "tar", ["-c", "-f", archive, "--format=pax"] + options + ["-C", parent, "--null", "-T", list],
            timeoutSeconds: 600)
    }

    /// Appends the entries that hide files of lower layers.
    private func addWhiteouts(of paths: [String], to archive: String) throws {
        guard !paths.isEmpty else { return }
        let folder = try TemporaryFolder(in: scratch.path)
        let names = paths.map { path in
            let parts = path.split(separator: "/")
            return (parts.dropLast() + [".wh." + (parts.last ?? "")]).joined(separator: "/")
        }
        for name in names { try folder.write(name, "") }
        try runChecked("tar", ["-r", "-f", archive, "--owner=0", "--group=0", "-C", folder.path] + names)
    }

    /// Directories, links and files under each path that matches one of `patterns`.
    private static func found(_ patterns: [String]) throws -> [[FileRecord]] {
        try patterns.map { pattern in
            // The shell gives a pattern without a match back as it is.
            let script = #"for path in $1; do [ ! -d "$path" ] || printf '%s\0' "$path"; done"#
            let paths = try shell(script, [pattern]).split(separator: "\0").map(String.init)
            guard !paths.isEmpty else { return [] }
            let kinds = ["(", "-type", "f", "-o", "-type", "d", "-o", "-type", "l", ")"]
            let listing = try runChecked(
                "find", ["-H"] + paths + ["-xdev"] + kinds + ["-printf", "%y %s %p\\0"], timeoutSeconds: 300)
            return FileRecord.all(in: listing.output)
        }
    }

    @discardableResult
    private static func shell(_ script: String, _ arguments: [String]) throws -> String {
        try runChecked("sh", ["-c", script, "sh"] + arguments, timeoutSeconds: 900).output
    }
}
