import LayerModel
import LayerReading
import LayerUnpacking

/// What the headers of one layer say besides names and kinds, in 24 bytes each.
struct LayerHeaders: Sendable {
    /// What many members have in common.
    private struct Details: Hashable, Sendable {
        let mode: UInt32
        let attributes: [LayerMember.Attribute]
        /// The kind of a device or a pipe.
        let special: LayerMember.Kind?

        /// The bytes that it takes, roughly.
        var byteCount: Int { attributes.reduce(64) { $0 + $1.name.utf8.count + $1.value.count + 64 } }
    }

    private struct Record: Sendable {
        let modifiedSeconds: Int64
        let modifiedNanoseconds: UInt32
        let owner: UInt32
        let group: UInt32
        let details: UInt32
    }

    /// The most memory that the headers of one layer take, in bytes: more than a million have room.
    static let mostBytes = 32 << 20

    private var records: [Record] = []
    private var details: [Details] = []
    private var codes: [Details: UInt32] = [:]
    private var detailBytes = 0

    /// The number of bytes that the headers take, roughly.
    var byteCount: Int { records.count * MemoryLayout<Record>.stride + detailBytes }

    /// Adds the header of the next member.
    mutating func append(_ member: LayerMember) throws(FileTreeError) {
        let found = Details(
            mode: member.mode, attributes: member.attributes, special: member.kind.special)
        let code = codes[found] ?? UInt32(details.count)
        if codes.updateValue(code, forKey: found) == nil {
            details.append(found)
            detailBytes += found.byteCount
        }
        records.append(
            Record(
                modifiedSeconds: member.modifiedSeconds,
                modifiedNanoseconds: UInt32(truncatingIfNeeded: member.modifiedNanoseconds), owner: member.owner,
                group: member.group, details: code))
        guard byteCount <= Self.mostBytes else { throw .tooLarge(limit: Self.mostBytes) }
    }

    /// Gives `member` what the header says; a device or a pipe gets its kind too.
    func fill(_ member: inout LayerMember, from entry: Int) {
        let record = records[entry]
        let details = details[Int(record.details)]
        (member.mode, member.owner, member.group) = (details.mode, record.owner, record.group)
        (member.modifiedSeconds, member.modifiedNanoseconds) = (
            record.modifiedSeconds, Int64(record.modifiedNanoseconds)
        )
        // The header of a hard link often lacks the attributes of the file.
        let names = Set(details.attributes.map(\.name))
        member.attributes = member.attributes.filter { !names.contains($0.name) } + details.attributes
        if let special = details.special { member.kind = special }
    }
}

extension LayerMember.Kind {
    /// The kind of a device or a pipe, which a listing does not tell.
    fileprivate var special: LayerMember.Kind? {
        switch self {
        case .device, .pipe, .unknown: self
        case .file, .directory, .symbolicLink, .hardLink: nil
        }
    }

    /// The target of a link.
    var target: [UInt8]? {
        switch self {
        case .symbolicLink(let target), .hardLink(let target): target
        case .file, .directory, .device, .pipe, .unknown: nil
        }
    }

    /// The same kind in a listing.
    var listed: LayerEntry.Kind {
        switch self {
        case .file: .file(nil)
        case .directory: .directory
        case .symbolicLink(let target): .symbolicLink(target: target)
        case .hardLink(let target): .hardLink(target: target)
        case .device, .pipe, .unknown: .special
        }
    }
}

/// Reads the headers of a layer, and the content of none of its files.
final class HeaderReader: MemberReceiver {
    /// The names and kinds.
    private(set) var listing = LayerListing(within: LayerBounds(bytes: 32 << 20))
    /// Everything else.
    private(set) var headers = LayerHeaders()
    /// What is left out of an archive.
    private(set) var notes = UnpackNotes()
    /// Why there was no room for all members.
    private(set) var overflow: FileTreeError?

    func begin(_ member: LayerMember) throws(LayerError) -> Bool {
        guard overflow == nil else { return false }
        var size: UInt64 = 0
        if case .file(let bytes) = member.kind { size = bytes }
        let entry = LayerEntry(
            path: member.path, kind: member.kind.listed, mode: UInt16(truncatingIfNeeded: member.mode), size: size)
        do throws(FileTreeError) {
            let count = listing.count
            try listing.append(entry)
            // A listing leaves out what no program can open.
            if listing.count > count { try headers.append(keptParts(of: member)) }
        } catch {
            overflow = error
        }
        return false
    }

    /// A member without the attributes that mean nothing outside of a layer: overlayfs keeps its own in `trusted.overlay`, and
    /// Linux allows those of `user` on files and directories only.
    private func keptParts(of member: LayerMember) -> LayerMember {
        var isFile = false
        switch member.kind {
        case .file, .directory, .hardLink: isFile = true
        case .unknown: notes.add(.unknownLeftOut)
        case .symbolicLink, .device, .pipe: break
        }
        var kept = member
        kept.attributes = member.attributes.filter { attribute in
            if attribute.name.hasPrefix("trusted.overlay.") {
                notes.add(.overlayAttributeLeftOut)
            } else if !isFile, attribute.name.hasPrefix("user.") {
                notes.add(.linkAttributeLeftOut)
            } else {
                return true
            }
            return false
        }
        return kept
    }

    func take(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) {}

    func endFile() {}
}
