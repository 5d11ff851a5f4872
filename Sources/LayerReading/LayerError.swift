import BinaryModel
import ImageModel
import ImageStore

/// Why a layer cannot be read; the caller prefixes the sentence with the layer's digest.
package enum LayerError: Error, Hashable, Sendable {
    /// A library could not be loaded; the text is the loader's message.
    case library(String, String)
    /// The function of a library failed.
    case refused(function: String)
    /// The task was cancelled.
    case cancelled
    /// The layer's file could not be read, or its bytes not be hashed.
    case store(StoreError)
    /// The sender of the bytes ended before the end of the layer; it knows why.
    case interrupted(afterBytes: Int64)
    /// The layer has a compression that images do not use.
    case unsupported(LayerCompression)
    /// The compressed bytes end before the end of the data.
    case cut(LayerCompression, atByte: Int64)
    /// The compressed bytes are not valid; `reason` is the library's, if it has one.
    case damaged(LayerCompression, reason: String?, nearByte: Int64)
    /// The data does not have the checksum that follows it.
    case wrongChecksum(LayerCompression, nearByte: Int64)
    /// Something follows the compressed data.
    case trailing(LayerCompression, atByte: Int64)
    /// The data was compressed with a window that needs more memory than the limit.
    case windowTooLarge(limitBytes: Int)
    /// The uncompressed bytes are not a tar archive, but this.
    case notTar(OtherContent)
    /// The tar archive is not valid; `reason` is libarchive's message.
    case damagedTar(reason: String, afterEntries: Int)
    /// The tar archive ends within an entry.
    case cutTar(entries: Int, bytes: Int64)
    /// The layer has more uncompressed bytes than the limit.
    case tooLarge(limitBytes: Int64)
    /// The layer has this many uncompressed bytes so far, more than `ratio` for each of its bytes.
    case bomb(bytes: Int64, ratio: Int64)
    /// The layer has more entries than the limit.
    case tooManyEntries(limit: Int)
    /// The path or the target of an entry is longer than the limit.
    case pathTooLong(entry: Int, limitBytes: Int)
    /// The member with this path has more extended attributes than the limit.
    case tooManyAttributes(path: [UInt8], limitBytes: Int)
    /// The member with this path cannot become a file, and why.
    case refusedMember(path: [UInt8], MemberFault)
}

extension LayerError: CustomStringConvertible {
    /// The sentence for the command line and for logs.
    package var description: String {
        switch self {
        case .library(let name, let message): "this layer needs \(name), which could not be loaded: \(message)"
        case .refused(let function): "\(function) failed"
        case .cancelled: "cancelled while it was read"
        case .store(let error): "\(error)"
        case .interrupted(let count): "its transfer ended after \(count) bytes"
        case .unsupported(let compression):
            "it is compressed by \(compression.rawValue); layers are compressed by gzip or zstd, or not at all"
        case .cut(let compression, let offset):
            "it is incomplete: its \(compression.rawValue) data does not end within its \(offset) bytes"
        case .damaged(let compression, let reason, let offset):
            "its \(compression.rawValue) data is damaged near byte \(offset)" + (reason.map { ": \($0)" } ?? "")
        case .wrongChecksum(let compression, let offset):
            "its \(compression.rawValue) data is damaged before byte \(offset): the checksum does not match"
        case .trailing(let compression, let offset):
            "at byte \(offset), something follows its \(compression.rawValue) data"
        case .windowTooLarge(let limit):
            "it was compressed by zstd with a window of more than \(limit >> 20) MiB, the limit"
        case .notTar(let content): "its uncompressed bytes are \(content.rawValue), not a tar archive"
        case .damagedTar(let reason, let count):
            "its tar archive is damaged after \(Self.count(count)): \(Printable.escaped(reason))"
        case .cutTar(let count, let bytes):
            "its tar archive is incomplete: it ends after \(Self.count(count)) and \(bytes) bytes, within an entry"
        case .tooLarge(let limit): "it has more than \(limit >> 30) GiB of uncompressed data, the limit"
        case .bomb(let bytes, let ratio):
            "it has more than \(bytes >> 20) MiB of uncompressed data, and more than \(ratio) bytes for each of its own, the limit"
        case .tooManyEntries(let limit): "it has more than \(limit) entries, the limit"
        case .pathTooLong(let entry, let limit): "a path in its entry \(entry) has more than \(limit) bytes, the limit"
        case .tooManyAttributes(let path, let limit):
            "the extended attributes of \(Self.quoted(path)) have more than \(limit >> 10) KiB, the limit"
        case .refusedMember(let path, let fault): "\(Self.quoted(path)) \(fault)"
        }
    }

    /// A path of bytes, quoted and with control characters escaped.
    static func quoted(_ path: [UInt8]) -> String {
        "'\(Printable.escaped(String(decoding: path, as: UTF8.self)))'"
    }

    private static func count(_ entries: Int) -> String {
        entries == 1 ? "1 entry" : "\(entries) entries"
    }
}

/// Why a member of a layer cannot become a file.
package enum MemberFault: Hashable, Sendable, CustomStringConvertible {
    /// It is a hard link to this path, which neither the layer has before it nor lower layers have.
    case missingTarget([UInt8])
    /// It is a hard link to this path, which is a directory.
    case linkToDirectory([UInt8])
    /// Its parent, after links, is something other than a directory.
    case parentNotDirectory
    /// Following the links in its path does not end.
    case linkLoop
    /// One of its names has more bytes than file systems allow.
    case nameTooLong(limitBytes: Int)
    /// It has this many levels of directories.
    case tooDeep(levels: Int)
    /// It is the root, and something other than a directory.
    case replacesRoot
    /// The number of its owner or group is larger than the largest of any system.
    case ownerTooLarge(Int64)
    /// The names of whiteouts, links and unlisted directories of the layer have more bytes than are held.
    case tooManyRecords(limitBytes: Int)

    /// The predicate of a sentence whose subject is the member.
    package var description: String {
        switch self {
        case .missingTarget(let target):
            "is a hard link to \(LayerError.quoted(target)), which neither this layer has before it nor any lower layer"
        case .linkToDirectory(let target): "is a hard link to \(LayerError.quoted(target)), which is a directory"
        case .parentNotDirectory: "is below a path that is not a directory"
        case .linkLoop: "is below symbolic links that refer to each other"
        case .nameTooLong(let limit): "has a name of more than \(limit) bytes, the limit of file systems"
        case .tooDeep(let levels): "has more than \(levels) levels of directories"
        case .replacesRoot: "is the path of the root directory, but the entry is not a directory"
        case .ownerTooLarge(let number): "has the owner or group \(number), but the largest number is \(UInt32.max)"
        case .tooManyRecords(let limit):
            "exceeds the limit of \(limit >> 20) MiB for the names of whiteouts, links to lower layers and unlisted directories"
        }
    }
}
