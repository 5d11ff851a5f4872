/// What one layer of files holds.
struct LayerPlan: Equatable, Sendable {
    /// Where its files come from.
    enum Source: Equatable, Sendable {
        /// This machine's own: what is under these paths, one after the other, until there are `most` bytes. A `*` stands for
        /// any characters of a name.
        case copies(of: [String], most: Int)
        /// One file of random bytes.
        case randomFile(size: Int)
        /// Files without bytes, a thousand in each directory.
        case emptyFiles(count: Int)
    }

    /// Where its files come from.
    let source: Source
    /// How many files of the lowest layer it hides with whiteouts.
    let hiddenFiles: Int

    /// A layer of these files, which hides others.
    init(_ source: Source, hidingFiles hiddenFiles: Int = 0) {
        self.source = source
        self.hiddenFiles = hiddenFiles
    }

    /// The most bytes that its files have, but for the last one.
    var mostBytes: Int {
        switch source {
        case .copies(_, let most): most
        case .randomFile(let size): size
        case .emptyFiles: 0
        }
    }

    /// Headers and scripts.
    static let scripts = ["/usr/include", "/usr/lib/python3*", "/usr/share/perl*", "/usr/lib/git-core"]
    /// Libraries.
    static let libraries = ["/usr/lib/*-linux-gnu", "/usr/lib64", "/usr/bin"]
    /// Documents and data.
    static let documents = ["/usr/share", "/var/lib/dpkg", "/usr/local/share"]
    /// A large tree of binaries.
    static let toolchain = [
        "/opt/*/usr/lib", "/usr/share/swift/usr/lib", "/usr/lib/swift", "/usr/lib/llvm*", "/usr/lib/gcc",
        "/usr/lib/jvm",
        "/usr/lib",
    ]
}

/// A file of this machine, as `find -printf '%y %s %p\0'` tells of it.
struct FileRecord: Equatable, Sendable {
    /// Whether it is a regular file.
    let isRegular: Bool
    /// Its size; 0 if it is not regular.
    let size: Int
    /// Its path below the root.
    let path: String

    /// Reads `f 12 /usr/include/elf.h`; nil for what is not such a line, and for names that are not UTF-8.
    init?(parsing text: Substring) {
        let words = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard words.count == 3, let size = Int(words[1]), words[2].hasPrefix("/"), !text.contains("\u{FFFD}") else {
            return nil
        }
        isRegular = words[0] == "f"
        self.size = isRegular ? size : 0
        path = String(words[2].dropFirst())
    }

    init(isRegular: Bool, size: Int, path: String) {
        (self.isRegular, self.size, self.path) = (isRegular, size, path)
    }

    /// The records in find's output.
    static func all(in output: String) -> [FileRecord] {
        output.split(separator: "\0").compactMap { FileRecord(parsing: $0) }
    }

    /// Those of `trees`, each in the order of its paths, until there are `most` bytes.
    static func first(of trees: [[FileRecord]], most: Int) -> [FileRecord] {
        var chosen: [FileRecord] = []
        var (total, seen) = (0, Set<String>())
        for record in trees.flatMap({ $0.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) } }) {
            guard total < most else { break }
            guard seen.insert(record.path).inserted else { continue }
            chosen.append(record)
            total += record.size
        }
        return chosen
    }
}

/// The files that an image has when its layers are laid over one another.
struct TreeFiles: Equatable, Sendable {
    /// The entries of all layers.
    private(set) var entries = 0
    private var sizes: [String: Int] = [:]

    /// The number of regular files.
    var count: Int { sizes.count }
    /// The size of all files.
    var bytes: Int { sizes.values.reduce(0, +) }

    /// Lays a layer over those before it.
    mutating func lay(_ records: [FileRecord]) {
        entries += records.count
        for record in records where record.isRegular { sizes[record.path] = record.size }
    }

    /// Hides a file.
    mutating func hide(_ path: String) {
        entries += 1
        sizes[path] = nil
    }

    /// `1.27 GB in 53,331 entries`
    var text: String {
        let sum = Double(bytes)
        let size = sum >= 1e9 ? Text.decimal(sum / 1e9, 2) + " GB" : Text.decimal(sum / 1e6, 0) + " MB"
        return (bytes > 0 ? size + " in " : "") + Text.grouped(entries) + (entries == 1 ? " entry" : " entries")
    }
}
