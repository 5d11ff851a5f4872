import ImageModel
import ImageStore

/// Why an archive does not give the image that is asked of it; who names the archive puts its path in front.
package enum ArchiveError: Error, Sendable {
    /// libarchive could not be loaded, in the loader's words.
    case library(String)
    /// libarchive refused one of its own functions.
    case refused(function: String)
    /// There is no file of the archive's path.
    case missing
    /// The local disk, or the file as such.
    case store(StoreError)
    /// It cannot be read as a tar; `words` are libarchive's.
    case unreadable(words: String)
    /// The archive ends before the bytes that a member says to have.
    case cut(member: String, size: Int64, available: Int64)
    /// There are more members than are read.
    case tooManyMembers(limit: Int)
    /// A member's name leads out of the archive.
    case escapes(member: String)
    /// A member that says what is in the archive is there twice.
    case repeated(member: String)
    /// A member is not the plain file that is wanted.
    case notFile(member: String, kind: String)
    /// A member is missing that another one names.
    case lacking(member: String, namedBy: String)
    /// A member cannot be read as the document that it must be.
    case document(ManifestError, member: String)
    /// A member is longer than what is read of one.
    case tooLarge(member: String, size: Int64, limit: Int)
    /// There is no `wanted`, so it is not an archive of this form; `other` says that it is one of the other.
    case notOfForm(wanted: String, other: Bool)
    /// `count` images are named by `tag`, or are there at all, where one is wanted; `names` are those there are.
    case choice(count: Int, tag: String?, names: [String])
    /// A member, or a layer in it, has another digest than it must.
    case wrongDigest(member: String, expected: Digest, actual: Digest)
    /// A blob has another length than its descriptor says.
    case wrongSize(Digest, expected: Int64, actual: Int64)
    /// The config names another number of layers than `manifest.json` does.
    case layerCount(Int, inConfig: Int)
}

extension ArchiveError: CustomStringConvertible {
    /// The sentence for the command line and for logs.
    package var description: String {
        switch self {
        case .library(let words): "archives need libarchive, which could not be loaded: \(words)"
        case .refused(let function): "libarchive's \(function) refused"
        case .missing: "there is no such file"
        case .store(let error): "\(error)"
        case .unreadable(let words): "it cannot be read as a tar archive: \(Printable.escaped(words))"
        case .cut(let member, let size, let available):
            "it ends inside of '\(Printable.escaped(member))', \(available) of its \(size) bytes in"
        case .tooManyMembers(let limit): "it has more than \(limit) members"
        case .escapes(let member): "its member '\(Printable.escaped(member))' leads out of the archive"
        case .repeated(let member): "it has '\(Printable.escaped(member))' twice"
        case .notFile(let member, let kind): "its member '\(Printable.escaped(member))' is \(kind), not a file"
        case .lacking(let member, let namer):
            "it has no '\(Printable.escaped(member))', which its \(Printable.escaped(namer)) names"
        case .document(let error, let member): "its \(Printable.escaped(member)): \(error)"
        case .tooLarge(let member, let size, let limit):
            "its member '\(Printable.escaped(member))' has \(size) bytes, more than the \(limit) that are read"
        case .notOfForm(let wanted, let other):
            "it has no \(wanted)" + (other ? ", but looks like an archive of the other form" : "")
        case .choice(let count, nil, _): "it holds \(count) images, and no tag picks one of them"
        case .choice(let count, let tag?, _): "it holds \(count) images named '\(Printable.escaped(tag))'"
        case .wrongDigest(let member, let expected, let actual):
            "its '\(Printable.escaped(member))' has digest \(actual), not \(expected)"
        case .wrongSize(let digest, let expected, let actual):
            "its blob \(digest) has \(actual) bytes, its descriptor says \(expected)"
        case .layerCount(let count, let inConfig):
            "its manifest.json names \(count) layer\(count == 1 ? "" : "s"), the image's config \(inConfig)"
        }
    }
}

extension ArchiveError {
    /// Does `work` on the disk, whose errors are told as they are.
    static func storing<Value: ~Copyable>(
        _ work: () throws(StoreError) -> Value
    ) throws(ArchiveError) -> Value {
        do throws(StoreError) {
            return try work()
        } catch {
            throw .store(error)
        }
    }
}
