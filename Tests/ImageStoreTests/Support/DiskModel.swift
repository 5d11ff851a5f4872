@testable import ImageStore

/// The possible contents of a disk after a crash during some system calls.
///
/// Bytes are certain after a sync of their file, names after a sync of their folder. Later changes may be present or not:
/// of each folder the first few changes of names, of each file all later bytes, none, or all but one write.
struct DiskModel {
    /// The files of one outcome, by path.
    typealias Files = [String: [UInt8]]

    private struct File {
        var synced: [UInt8] = []
        var later: [Change] = []
    }

    private enum Change {
        case write(offset: Int, bytes: [UInt8])
        case length(Int)
        case room(Int)

        func apply(to bytes: inout [UInt8]) {
            switch self {
            case .write(let offset, let new):
                if bytes.count < offset + new.count { Self.extend(&bytes, to: offset + new.count) }
                bytes.replaceSubrange(offset..<offset + new.count, with: new)
            case .length(let size):
                if size < bytes.count { bytes.removeSubrange(size...) } else { Self.extend(&bytes, to: size) }
            case .room(let size): Self.extend(&bytes, to: size)
            }
        }

        static func extend(_ bytes: inout [UInt8], to size: Int) {
            if bytes.count < size { bytes.append(contentsOf: repeatElement(0, count: size - bytes.count)) }
        }
    }

    private struct Folder {
        var synced: [String: Int] = [:]
        /// Each change gives a path an inode, or removes the path.
        var later: [(path: String, inode: Int?)] = []
    }

    private var files: [File] = []
    private var names: [String: Int] = [:]
    private var folders: [String: Folder] = [:]
    private var open: [Int32: Int] = [:]

    /// The disk after `calls`, with all changes.
    init(after calls: some Sequence<SystemCallRecord>) {
        for call in calls { apply(call) }
    }

    private mutating func apply(_ call: SystemCallRecord) {
        switch call {
        case .open(let path, let access, let number):
            open[number] = inode(at: path)
            if access == .replace { change(number, .length(0)) }
        case .close(let number): open[number] = nil
        case .write(let number, let offset, let bytes): change(number, .write(offset: offset, bytes: bytes))
        case .setLength(let number, let size): change(number, .length(Int(size)))
        case .preallocate(let number, let size): change(number, .room(Int(size)))
        case .syncData(let number): sync(number)
        case .syncFolder(let path):
            for change in folders[path, default: Folder()].later { folders[path]?.synced[change.path] = change.inode }
            folders[path]?.later = []
        case .rename(let old, let new):
            name(new, names[old])
            name(old, nil)
        case .link(let old, let new): name(new, names[old])
        case .remove(let path): if names[path] != nil { name(path, nil) }
        case .protect, .unprotect, .lock, .makeFolder, .removeFolder: break
        }
    }

    private mutating func inode(at path: String) -> Int {
        if let inode = names[path] { return inode }
        files.append(File())
        name(path, files.count - 1)
        return files.count - 1
    }

    private mutating func name(_ path: String, _ inode: Int?) {
        names[path] = inode
        folders[PosixFileSystem.parent(of: path), default: Folder()].later.append((path, inode))
    }

    private mutating func change(_ number: Int32, _ change: Change) {
        guard let inode = open[number] else { return }
        files[inode].later.append(change)
    }

    private mutating func sync(_ number: Int32) {
        guard let inode = open[number] else { return }
        for change in files[inode].later { change.apply(to: &files[inode].synced) }
        files[inode].later = []
    }

    /// Every possible outcome.
    func outcomes() -> [Files] {
        let longest = folders.values.map(\.later.count).max() ?? 0
        let writes = files.map(\.later.count).max() ?? 0
        var outcomes: [Files] = []
        for kept in 0...longest {
            outcomes.append(outcome(keptNames: kept) { _ in false })
            outcomes.append(outcome(keptNames: kept) { _ in true })
            for lost in 0..<writes { outcomes.append(outcome(keptNames: kept) { $0 != lost }) }
        }
        // One folder may be far ahead of the others.
        for path in folders.keys {
            outcomes.append(outcome(keptNames: 0, ahead: path) { _ in false })
        }
        return outcomes
    }

    private func outcome(keptNames: Int, ahead: String? = nil, keepsWrite: (Int) -> Bool) -> Files {
        var result: Files = [:]
        for (path, folder) in folders {
            var entries = folder.synced
            for change in folder.later.prefix(path == ahead ? Int.max : keptNames) {
                entries[change.path] = change.inode
            }
            for (name, inode) in entries {
                var bytes = files[inode].synced
                for (index, change) in files[inode].later.enumerated() where keepsWrite(index) {
                    change.apply(to: &bytes)
                }
                result[name] = bytes
            }
        }
        return result
    }
}
