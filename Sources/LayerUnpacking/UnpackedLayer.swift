import LayerReading

/// What is to be known of a layer whose files are in a directory of their own, to lay it over lower layers.
///
/// Paths are those in that directory: components joined by `/`, without links, and empty for the root.
package struct UnpackedLayer: Sendable {
    /// A hard link to a file that only lower layers may have.
    struct PendingLink: Sendable {
        /// The path of the directory, and the name there.
        let directory: [UInt8]
        let name: [UInt8]
        /// The member, with the path of the target as written.
        let member: LayerMember
    }

    /// The most bytes of names that are held.
    private static let mostBytes = 24 << 20
    /// What an entry takes besides its name, roughly.
    private static let entryBytes = 64

    /// The names that are hidden, by directory.
    private(set) var whiteouts: [[UInt8]: [[UInt8]]] = [:]
    /// The directories of which nothing of lower layers is seen.
    private(set) var opaque: Set<[UInt8]> = []
    /// The directories that the layer needs and has no entry of.
    private(set) var implied: Set<[UInt8]> = []
    private var pending: [PendingLink?] = []
    private var pendingByPath: [[UInt8]: Int] = [:]
    private var bytes = 0
    /// Whether the layer has an entry of the root.
    var hasRoot = false
    /// What was left out, and what others do not accept.
    package internal(set) var notes = UnpackNotes()

    /// The hard links that are still to be made, in their order.
    var links: [PendingLink] { pending.compactMap(\.self) }

    /// A name in a directory.
    static func join(_ directory: [UInt8], _ name: Name) -> [UInt8] {
        directory.isEmpty ? Array(name) : directory + [0x2F] + name
    }

    /// Records that a directory hides everything of lower layers.
    mutating func addOpaque(_ directory: [UInt8], for member: [UInt8]) throws(LayerError) {
        if opaque.insert(directory).inserted { try count(directory.count, for: member) }
    }

    /// Records that a name of lower layers is hidden.
    mutating func addWhiteout(of name: Name, in directory: [UInt8], for member: [UInt8]) throws(LayerError) {
        try count(directory.count + name.count, for: member)
        whiteouts[directory, default: []].append(Array(name))
    }

    /// Records a directory without an entry of its own.
    mutating func imply(_ directory: [UInt8], for member: [UInt8]) throws(LayerError) {
        if implied.insert(directory).inserted { try count(directory.count, for: member) }
    }

    /// Records that a path is now that of an entry, of whatever kind.
    mutating func list(_ path: [UInt8]) {
        implied.remove(path)
        if let index = pendingByPath.removeValue(forKey: path) { pending[index] = nil }
    }

    /// Records a hard link to a file of lower layers.
    mutating func add(_ link: PendingLink) throws(LayerError) {
        try count(2 * link.directory.count + 2 * link.name.count + link.member.path.count, for: link.member.path)
        pendingByPath[Self.join(link.directory, link.name[...])] = pending.count
        pending.append(link)
    }

    private mutating func count(_ added: Int, for member: [UInt8]) throws(LayerError) {
        bytes += added + Self.entryBytes
        guard bytes <= Self.mostBytes else {
            throw .refusedMember(path: member, .tooManyRecords(limitBytes: Self.mostBytes))
        }
    }
}

/// What was left out while layers were unpacked, and what other programs do not accept, each with how often.
package struct UnpackNotes: Hashable, Sendable {
    /// What may be noted.
    package enum Note: Hashable, Sendable, CaseIterable {
        /// A device was not created, since that was not asked for.
        case deviceLeftOut
        /// A member of an unknown kind was left out.
        case unknownLeftOut
        /// A layer has a path twice; the last one counts.
        case repeatedPath
        /// An extended attribute with which overlayfs hides files was left out.
        case overlayAttributeLeftOut
        /// An extended attribute of a kind that only files and directories can have was left out.
        case linkAttributeLeftOut
        /// This user may not set an extended attribute, or the file system has none of its kind or size.
        case attributeRefused
        /// A character device with the numbers 0 and 0 is, on overlayfs, the whiteout of its name.
        case whiteoutDevice
    }

    /// How often each note was made.
    package private(set) var counts: [Note: Int] = [:]

    /// No notes.
    package init() {}

    /// Adds a note.
    package mutating func add(_ note: Note) { counts[note, default: 0] += 1 }

    /// Adds the notes of another layer.
    package mutating func add(_ other: UnpackNotes) { counts.merge(other.counts, uniquingKeysWith: +) }

    /// One sentence for each note, in a fixed order.
    package var sentences: [String] {
        Note.allCases.compactMap { note in counts[note].map { Self.sentence(note, $0) } }
    }

    private static func sentence(_ note: Note, _ count: Int) -> String {
        func number(_ one: String, _ many: String) -> String { count == 1 ? "1 \(one)" : "\(count) \(many)" }
        let leftOut = count == 1 ? "was left out" : "were left out"
        switch note {
        case .deviceLeftOut: return "\(number("device", "devices")) \(leftOut); --devices creates devices, as root"
        case .unknownLeftOut: return "\(number("entry", "entries")) of an unknown kind \(leftOut)"
        case .repeatedPath:
            return
                "\(number("path appears", "paths appear")) twice in one layer, the last entry counts; Docker and podman "
                + "refuse such a layer"
        case .overlayAttributeLeftOut:
            return
                "\(number("attribute", "attributes")) trusted.overlay.* \(leftOut), with which overlayfs hides files"
        case .linkAttributeLeftOut:
            return
                "\(number("attribute", "attributes")) user.* of links or devices \(leftOut); Linux allows them for "
                + "files and directories only"
        case .attributeRefused:
            return "\(number("extended attribute", "extended attributes")) \(leftOut): this user may not set such "
                + "attributes, or the file system does not support them or their size"
        case .whiteoutDevice:
            return
                "\(number("character device", "character devices")) 0:0: overlayfs takes such a device for a whiteout"
        }
    }
}
