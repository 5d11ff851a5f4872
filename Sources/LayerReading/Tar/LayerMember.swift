import CLibarchive
import LayerModel

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The header of a member of a layer's archive, with everything that a file system keeps of it.
package struct LayerMember: Hashable, Sendable {
    /// What a member is.
    package enum Kind: Hashable, Sendable {
        /// A regular file of this size in bytes, with its holes.
        case file(size: UInt64)
        /// A directory.
        case directory
        /// A symbolic link to this path, as written.
        case symbolicLink(target: [UInt8])
        /// Another name of the member with this path, as written.
        case hardLink(target: [UInt8])
        /// A character or block device.
        case device(isBlock: Bool, major: UInt32, minor: UInt32)
        /// A named pipe.
        case pipe
        /// Another kind, such as a socket, which no archive of a layer should have.
        case unknown
    }

    /// An extended attribute.
    package struct Attribute: Hashable, Sendable {
        /// The name with its namespace, such as `user.comment`; without a NUL.
        package var name: String
        /// The value, which may be empty.
        package var value: [UInt8]

        /// An attribute with this value.
        package init(name: String, value: [UInt8]) {
            self.name = name
            self.value = value
        }
    }

    /// The path as written: it may begin with `/` or `./`, contain `..`, and need not be UTF-8.
    package var path: [UInt8]
    /// What the member is.
    package var kind: Kind
    /// The lowest 12 bits of a POSIX mode.
    package var mode: UInt32
    /// The numbers of the owning user and group.
    package var owner: UInt32
    package var group: UInt32
    /// The time of the last change of the content, in seconds since 1970, which may be negative.
    package var modifiedSeconds: Int64
    /// The fraction of that time, 0 to 999,999,999.
    package var modifiedNanoseconds: Int64
    /// The extended attributes, in the order of the archive.
    package var attributes: [Attribute]

    /// A member; without further arguments it is owned by root and has the time 0.
    package init(
        path: [UInt8], kind: Kind, mode: UInt32, owner: UInt32 = 0, group: UInt32 = 0, modifiedSeconds: Int64 = 0,
        modifiedNanoseconds: Int64 = 0, attributes: [Attribute] = []
    ) {
        self.path = path
        self.kind = kind
        self.mode = mode
        self.owner = owner
        self.group = group
        self.modifiedSeconds = modifiedSeconds
        self.modifiedNanoseconds = modifiedNanoseconds
        self.attributes = attributes
    }
}

/// Takes the members of a layer one by one, in the order of the archive.
package protocol MemberReceiver: AnyObject {
    /// Takes the header of the next member. Returns whether the bytes of this regular file are wanted.
    func begin(_ member: LayerMember) throws(LayerError) -> Bool
    /// Takes bytes of the file that was begun last; what is not passed is zeros.
    func take(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(LayerError)
    /// Records that all bytes of the file that was begun last have passed, if they were wanted.
    func endFile() throws(LayerError)
}

extension LayerMember {
    /// The values of a header of libarchive, and the path and kind that were read already.
    init(_ entry: OpaquePointer, path: [UInt8], kind: TarMember.Kind, limits: LayerLimits) throws(LayerError) {
        self.init(path: path, kind: Self.kind(entry, kind), mode: UInt32(resolve_archive_entry_perm(entry) & 0o7777))
        owner = try Self.identifier(resolve_archive_entry_uid(entry), of: path)
        group = try Self.identifier(resolve_archive_entry_gid(entry), of: path)
        if resolve_archive_entry_mtime_is_set(entry) != 0 {
            modifiedSeconds = resolve_archive_entry_mtime(entry)
            modifiedNanoseconds = min(max(Int64(resolve_archive_entry_mtime_nsec(entry)), 0), 999_999_999)
            // libarchive 3.6 reads -1.25 as -1 and the fraction 0.25, which is -0.75.
            if modifiedSeconds < 0, modifiedNanoseconds > 0 {
                modifiedSeconds -= 1
                modifiedNanoseconds = 1_000_000_000 - modifiedNanoseconds
            }
        }
        guard resolve_archive_entry_xattr_reset(entry) > 0 else { return }
        var (name, value, count): (UnsafePointer<CChar>?, UnsafeRawPointer?, Int) = (nil, nil, 0)
        var bytes = 0
        while resolve_archive_entry_xattr_next(entry, &name, &value, &count) == ARCHIVE_OK, let name {
            bytes += count
            guard attributes.count < limits.attributes, bytes <= limits.attributeBytes else {
                throw .tooManyAttributes(path: path, limitBytes: limits.attributeBytes)
            }
            let value = UnsafeRawBufferPointer(start: value, count: value == nil ? 0 : count)
            attributes.append(Attribute(name: String(cString: name), value: Array(value)))
        }
    }

    /// The number of a user or group, which would be another one without its upper bits.
    private static func identifier(_ number: Int64, of path: [UInt8]) throws(LayerError) -> UInt32 {
        guard number <= UInt32.max else { throw .refusedMember(path: path, .ownerTooLarge(number)) }
        return UInt32(truncatingIfNeeded: number)
    }

    private static func kind(_ entry: OpaquePointer, _ kind: TarMember.Kind) -> Kind {
        switch kind {
        case .file(let size): return .file(size: size)
        case .other(.directory): return .directory
        case .other(.symbolicLink(let target)): return .symbolicLink(target: target)
        case .other(.hardLink(let target)): return .hardLink(target: target)
        case .other(.file), .other(.special): break
        }
        let isBlock = resolve_archive_entry_is_block_device(entry) != 0
        if isBlock || resolve_archive_entry_is_character_device(entry) != 0 {
            return .device(
                isBlock: isBlock, major: resolve_archive_entry_rdevmajor(entry),
                minor: resolve_archive_entry_rdevminor(entry))
        }
        return resolve_archive_entry_is_pipe(entry) != 0 ? .pipe : .unknown
    }
}

/// What every reader of layers needs of a header.
struct TarMember {
    /// The kind of a member.
    enum Kind {
        /// A regular file of this size, with its holes.
        case file(size: UInt64)
        /// Another kind.
        case other(LayerEntry.Kind)
    }

    /// The path as written.
    let path: [UInt8]
    /// The permission bits.
    let mode: UInt16
    /// What it is.
    let kind: Kind
}
