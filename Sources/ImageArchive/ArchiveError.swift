import ImageModel
import ImageStore

/// Why an image cannot be read from an archive; the caller prefixes the sentence with the archive's path.
package enum ArchiveError: Error, Sendable {
    /// libarchive could not be loaded; the text is the loader's message.
    case library(String)
    /// libarchive's `function` failed.
    case refused(function: String)
    /// The archive does not exist.
    case missing
    /// The archive is split, and lacks this part, though others are there.
    case missingPart(String)
    /// A part of the archive has another size than the first one, and is not a shorter last one.
    case partSize(String, Int64, first: Int64)
    /// The parts of the archive end with this one, before the archive does; perhaps there should be more of them.
    case partsEnd(String, isMissingMore: Bool)
    /// Reading the archive or writing a scratch file failed.
    case store(StoreError)
    /// The archive is not a readable tar file; `reason` is libarchive's message.
    case unreadable(reason: String)
    /// The archive ends before the end of a member.
    case cut(member: String, size: Int64, available: Int64)
    /// The archive has too many members.
    case tooManyMembers(limit: Int)
    /// A member's name leads out of the archive.
    case escapes(member: String)
    /// A member that lists the archive's contents is repeated.
    case repeated(member: String)
    /// A member is not a file, but a file is needed.
    case notFile(member: String, kind: String)
    /// A member is a link, or lies behind one, that does not lead to a file of the archive.
    case link(member: String, leadsTo: LinkEnd)
    /// A member is missing that another one names.
    case lacking(member: String, namedBy: String)
    /// A member is not a valid document.
    case document(ManifestError, member: String)
    /// A member is longer than the limit for documents.
    case tooLarge(member: String, size: Int64, limit: Int)
    /// The member `wanted` of this format is missing; `other` means that the archive seems to have the other format.
    case notOfForm(wanted: String, other: Bool)
    /// `count` images match `tag`, or exist at all without a tag, instead of one; `offer` lists names that select one.
    case choice(count: Int, tag: String?, offer: String?)
    /// A member, or the layer in it, does not have the expected digest.
    case wrongDigest(member: String, expected: Digest, actual: Digest)
    /// A blob does not have the size in its descriptor.
    case wrongSize(Digest, expected: Int64, actual: Int64)
    /// The config and `manifest.json` differ in the number of layers.
    case layerCount(Int, inConfig: Int)
    /// Two different images of an archive that is to be written have this name.
    case nameTwice(String)
}

extension ArchiveError: CustomStringConvertible {
    /// The sentence for the command line and for logs.
    package var description: String {
        switch self {
        case .library(let message): "archives need libarchive, which could not be loaded: \(message)"
        case .refused(let function): "libarchive's \(function) failed"
        case .missing: "no such file"
        case .missingPart(let part): "its part '\(Printable.escaped(part, limit: .max))' is missing"
        case .partSize(let part, let size, let first):
            "its part '\(Printable.escaped(part, limit: .max))' has \(size) bytes, and the first one has \(first)"
        case .partsEnd(let part, isMissingMore: true):
            "the part after '\(Printable.escaped(part, limit: .max))' is missing: the archive does not end there"
        case .partsEnd(let part, isMissingMore: false):
            "its last part '\(Printable.escaped(part, limit: .max))' is cut: the archive does not end there"
        case .store(let error): "\(error)"
        case .unreadable(let reason): "it cannot be read as a tar archive: \(Printable.escaped(reason))"
        case .cut(let member, let size, let available):
            "it ends within '\(Printable.escaped(member))', after \(available) of its \(size) bytes"
        case .tooManyMembers(let limit): "it has more than \(limit) members"
        case .escapes(let member): "its member '\(Printable.escaped(member))' leads out of the archive"
        case .repeated(let member): "it has '\(Printable.escaped(member))' twice"
        case .notFile(let member, let kind): "its member '\(Printable.escaped(member))' is \(kind), not a file"
        case .link(let member, let end): "its member '\(Printable.escaped(member))' is a link \(end)"
        case .lacking(let member, let namer):
            "'\(Printable.escaped(member))', named in \(Printable.escaped(namer)), is missing"
        case .document(let error, let member): "its \(Printable.escaped(member)): \(error)"
        case .tooLarge(let member, let size, let limit):
            "its member '\(Printable.escaped(member))' has \(size) bytes, more than the limit of \(limit)"
        case .notOfForm(let wanted, let other):
            "it has no \(wanted)" + (other ? ", but looks like an archive of the other format" : "")
        case .choice(0, nil, _): "it contains no images"
        case .choice(0, let tag?, _): "it has no image named '\(Printable.escaped(tag))'"
        case .choice(let count, nil, _): "it contains \(count) images, and no tag selects one of them"
        case .choice(let count, let tag?, _): "it contains \(count) images named '\(Printable.escaped(tag))'"
        case .wrongDigest(let member, let expected, let actual):
            "its '\(Printable.escaped(member))' has digest \(actual), not \(expected)"
        case .wrongSize(let digest, let expected, let actual):
            "its blob \(digest) has \(actual) bytes; its descriptor says \(expected)"
        case .layerCount(let count, let inConfig):
            "its manifest.json names \(count) layer\(count == 1 ? "" : "s"), but the image's config names \(inConfig)"
        case .nameTwice(let name): "two different images are named '\(Printable.escaped(name))'"
        }
    }
}

/// Where a link of an archive leads that does not lead to a file.
package enum LinkEnd: Hashable, Sendable {
    /// To a name that the archive does not have.
    case nothing(String)
    /// To a path that is not in the archive.
    case outside(String)
    /// To more links than are followed, perhaps in a circle.
    case tooManyLinks(limit: Int)
}

extension LinkEnd: CustomStringConvertible {
    /// The rest of a sentence about a link.
    package var description: String {
        switch self {
        case .nothing(let target): "to '\(Printable.escaped(target))', which is missing"
        case .outside(let target): "to '\(Printable.escaped(target))', which is outside the archive"
        case .tooManyLinks(let limit): "that leads through more than \(limit) links, or in a circle"
        }
    }
}
