import LayerReading

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The open directories from the root of a layer to that of its last member, most of which the next member needs, too.
struct DirectoryWay {
    /// The most levels of directories, each of which takes an open file.
    static let mostLevels = 200
    /// The longest name on the file systems in use, in bytes.
    static let longestName = 255
    /// The most links that are followed for one path, as in Linux.
    static let mostLinks = 40

    private struct Step {
        let directory: OpenDirectory
        let name: [UInt8]
        let path: [UInt8]
        var mode: UInt32
        /// The time to set after a change; `nil` for a directory without an entry.
        var time: timespec?
        /// The mode to set, if it was changed for this time.
        var modeBefore: UInt32?
        var isChanged = false
    }

    private let rights: WritingRights
    private var steps: [Step]

    /// Begins at the root, which has the time 0 if the layer has no entry of it.
    init(_ root: OpenDirectory, _ rights: WritingRights) {
        self.rights = rights
        steps = [Step(directory: root, name: [], path: [], mode: 0o755, time: timespec(), isChanged: true)]
    }

    /// The directory that was entered.
    var directory: OpenDirectory { steps[steps.count - 1].directory }
    /// Its path from the root, without links.
    var path: [UInt8] { steps[steps.count - 1].path }
    /// The root.
    var root: OpenDirectory { steps[0].directory }
    /// Whether new files get the group of the directory.
    var hasSetGroup: Bool { steps[steps.count - 1].mode & 0o2000 != 0 }

    /// Records the attributes that the root was given, and lets this user go on changing it until the end.
    mutating func listRoot(mode: UInt32, time: timespec) throws(LayerError) {
        steps[0].mode = mode
        steps[0].time = time
        steps[0].modeBefore = try rights.makeAccessible(root)
    }

    /// Records that the directory is about to change, and sets its time again when it is left.
    mutating func touch() {
        steps[steps.count - 1].isChanged = true
    }

    /// Goes to a directory, through links of this layer, and creates what is missing; `member` is the path for errors.
    mutating func enter(
        _ components: ArraySlice<Name>, for member: [UInt8], _ layer: inout UnpackedLayer
    ) throws(LayerError) {
        // Most members are beside the one before. A way through a link is not recorded, so it is walked again.
        var shared = 0
        while shared < components.count, shared + 1 < steps.count,
            components[components.startIndex + shared].elementsEqual(steps[shared + 1].name)
        {
            shared += 1
        }
        try leave(downTo: shared + 1)
        var rest = Array(components.dropFirst(shared).reversed())
        var links = 0
        while let component = rest.popLast() {
            if component.elementsEqual([0x2E]) { continue }
            if component.elementsEqual([0x2E, 0x2E]) {
                try leave(downTo: max(1, steps.count - 1))
                continue
            }
            guard component.count <= Self.longestName else {
                throw .refusedMember(path: member, .nameTooLong(limitBytes: Self.longestName))
            }
            guard steps.count <= Self.mostLevels else {
                throw .refusedMember(path: member, .tooDeep(levels: Self.mostLevels))
            }
            guard let target = try step(component, for: member, &layer) else { continue }
            links += 1
            guard links <= Self.mostLinks else { throw .refusedMember(path: member, .linkLoop) }
            if target.first == 0x2F { try leave(downTo: 1) }
            rest += target.split(separator: 0x2F).reversed()
        }
    }

    /// Enters a directory, which is created if it is missing. Returns the target if the name is that of a link.
    private mutating func step(
        _ name: Name, for member: [UInt8], _ layer: inout UnpackedLayer
    ) throws(LayerError) -> [UInt8]? {
        let parent = directory
        let path = UnpackedLayer.join(self.path, name)
        if let status = try parent.status(name) {
            if status.isLink { return try parent.target(name) }
            guard status.isDirectory else { throw .refusedMember(path: member, .parentNotDirectory) }
            let before = try rights.makeAccessible(name, in: parent)
            let time = layer.implied.contains(path) ? nil : status.modified
            try append(name, path, mode: status.permissions, time: time, before)
            return nil
        }
        touch()
        // A link to a file of lower layers gives way.
        layer.list(path)
        _ = try parent.makeDirectory(name, mode: 0o755)
        try layer.imply(path, for: member)
        let isInherited = hasSetGroup
        try append(name, path, mode: 0o755, time: nil, nil)
        try rights.makeUsual(directory, isInherited: isInherited)
        return nil
    }

    private mutating func append(
        _ name: Name, _ path: [UInt8], mode: UInt32, time: timespec?, _ modeBefore: UInt32?
    ) throws(LayerError) {
        guard let opened = try directory.directory(name) else {
            throw .store(.system(.opening, path: directory.text(name), code: ENOTDIR))
        }
        steps.append(
            Step(directory: opened, name: Array(name), path: path, mode: mode, time: time, modeBefore: modeBefore))
    }

    /// Leaves directories until there are `count` on the way.
    mutating func leave(downTo count: Int) throws(LayerError) {
        while steps.count > count, let last = steps.popLast() { try Self.close(last) }
    }

    /// Leaves all directories, the root included.
    mutating func end() throws(LayerError) {
        try leave(downTo: 1)
        try Self.close(steps[0])
    }

    private static func close(_ step: Step) throws(LayerError) {
        if let mode = step.modeBefore { try step.directory.attributes.setMode(mode) }
        if step.isChanged, let time = step.time { try step.directory.attributes.setTime(time) }
    }
}

/// Finds files in a tree, through links inside of its root, and creates nothing.
struct FileWalk {
    private let rights: WritingRights
    private var way: [OpenDirectory]
    /// The directories whose modes were changed for this walk, and their modes before.
    private var opened: [(directory: OpenDirectory, mode: UInt32)] = []

    /// Walks from this root.
    init(_ root: OpenDirectory, _ rights: WritingRights) {
        self.rights = rights
        way = [root]
    }

    /// The walk from here on, which ends before this one.
    var branch: FileWalk {
        var branch = self
        branch.opened = []
        return branch
    }

    /// Gives the directories that were entered the modes again that they had.
    mutating func end() throws(LayerError) {
        while let (directory, mode) = opened.popLast() { try directory.attributes.setMode(mode) }
    }

    /// The directory that was reached.
    var directory: OpenDirectory { way[way.count - 1] }

    /// Goes to a directory in the one that was reached; false if the name is that of something else.
    mutating func enter(_ name: Name) throws(LayerError) -> Bool {
        guard let next = try directory.directory(name) else { return false }
        way.append(next)
        return true
    }

    /// Goes to where the link with this name leads, and creates what is missing there; false if that is a file.
    mutating func follow(_ link: Name, for member: [UInt8]) throws(LayerError) -> Bool {
        try find([link], for: member) { [rights] (parent, name) throws(LayerError) in
            guard try parent.makeDirectory(name, mode: 0o755), let made = try parent.directory(name) else { return nil }
            try rights.makeUsual(made, isInherited: try parent.status().permissions & 0o2000 != 0)
            return made
        } != nil
    }

    /// Goes to the directory at a path; `nil` if it is missing or something else. `member` is the path for errors, and `make`
    /// creates a directory.
    mutating func find(
        _ components: ArraySlice<Name>, for member: [UInt8],
        _ make: (OpenDirectory, Name) throws(LayerError) -> OpenDirectory? = { _, _ in nil }
    ) throws(LayerError) -> OpenDirectory? {
        var rest = Array(components.reversed())
        var links = 0
        while let component = rest.popLast() {
            if component.elementsEqual([0x2E]) { continue }
            if component.elementsEqual([0x2E, 0x2E]) {
                if way.count > 1 { way.removeLast() }
                continue
            }
            guard component.count <= DirectoryWay.longestName, way.count <= DirectoryWay.mostLevels else { return nil }
            let parent = way[way.count - 1]
            let before = try rights.makeAccessible(component, in: parent)
            if let directory = try parent.directory(component) {
                if let before { opened.append((directory, before)) }
                way.append(directory)
                continue
            }
            guard let status = try parent.status(component) else {
                guard let made = try make(parent, component) else { return nil }
                way.append(made)
                continue
            }
            guard status.isLink else { return nil }
            links += 1
            guard links <= DirectoryWay.mostLinks else { throw .refusedMember(path: member, .linkLoop) }
            let target = try parent.target(component)
            if target.first == 0x2F { way = [way[0]] }
            rest += target.split(separator: 0x2F).reversed()
        }
        return directory
    }
}
