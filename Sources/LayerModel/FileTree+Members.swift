extension FileTree {
    /// A name in the tree, and the entries of layers that it comes from.
    package struct Member: Hashable, Sendable {
        /// Its number, which is above that of its directory.
        package let number: Int
        /// The number of its directory; that of the root is its own.
        package let parent: Int
        /// Whether it is a directory.
        package let isDirectory: Bool
        /// The layer that brought it or changed it last; 0 is the lowest.
        package let layer: Int
        /// The entry that gives it its name; `nil` for a directory that no layer lists.
        package let entry: MemberPosition?
        /// The entry with its bytes, its target or its numbers: the same one for all names that hard links give a file.
        package let content: MemberPosition?
    }

    /// The number of the root directory. All numbers are below ``memberCount``.
    package var rootNumber: Int { nodes.root }

    /// The number of members, with those that other layers have removed.
    package var memberCount: Int { nodes.count }

    /// Passes on everything in the tree; a directory comes before what it holds.
    package func forEachMember(_ body: (Member) -> Void) {
        forEachReachable { number, node in
            body(
                Member(
                    number: number, parent: Int(node.parent), isDirectory: node.kind == .directory,
                    layer: Int(node.layer), entry: nodes.entry(of: number), content: nodes.content(of: number)))
        }
    }

    /// The number of the directory of a member.
    package func parent(of number: Int) -> Int { Int(nodes[number].parent) }

    /// The path of a member from the root, without a separator before it; empty for the root itself, and `nil` if the
    /// path is longer than a program can open.
    package func pathBytes(of number: Int) -> [UInt8]? {
        var components: [[UInt8]] = []
        var length = 0
        var current = number
        while current != nodes.root {
            let name = nodes.name(of: current)
            length += name.count + 1
            guard length <= LayerListing.longestPath else { return nil }
            components.append(name)
            current = Int(nodes[current].parent)
        }
        return Array(components.reversed().joined(separator: [0x2F]))
    }

    /// The target of a member that is a symbolic link, as written; `nil` for another member.
    package func target(of number: Int) -> [UInt8]? {
        nodes[number].kind == .symbolicLink ? nodes.target(of: number) : nil
    }

    /// The number of bytes of a member that is a regular file; `nil` for another member.
    package func fileSize(of number: Int) -> UInt64? {
        nodes[number].kind == .file ? nodes.size(of: number) : nil
    }

    /// The number of what is at a path; `nil` if there is nothing.
    package func number(at path: [UInt8], last: LastLink) -> Int? {
        guard case .found(let number) = walk(path, last: last).end else { return nil }
        return number
    }
}
