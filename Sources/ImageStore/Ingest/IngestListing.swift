/// What is in a folder of things under way, sorted by what it belongs to.
struct IngestListing: Hashable, Sendable {
    /// The stem of the lock of `index.json`, and of the next `index.json`.
    static let indexStem = "index.json"

    /// The stem under which the files of the store's own frame are written.
    static let frameStem = "frame"
    /// The stem under which what references stood for is written.
    static let resolutionStem = "resolution"

    /// The endings that there are of each shared stem, such as `sha256-2c93…`; that of the index is not among them.
    private(set) var endings: [String: Set<String>] = [:]
    /// The names of parts that belong to one process alone, sorted.
    private(set) var privateParts: [String] = []

    /// The stems of shared files, sorted.
    var stems: [String] { endings.keys.sorted() }

    /// The stems of states whose part is gone, because a commit has renamed it; sorted.
    var spentStates: [String] {
        stems.filter { stem in
            let endings = endings[stem] ?? []
            return !endings.contains(IngestPaths.partEnding) && endings.contains(IngestPaths.stateEnding)
        }
    }

    /// The stems of documents besides the index that somebody writes, or was writing when he was killed.
    var documents: [String] {
        [Self.frameStem, Self.resolutionStem].filter { endings[$0]?.contains(IngestPaths.partEnding) == true }
    }

    /// Sorts the names of a folder; names that are none of ours are passed over.
    init(_ names: [String]) {
        for name in names where !name.hasPrefix(Self.indexStem + ".") {
            guard let (stem, ending) = Self.split(name) else { continue }
            switch ending {
            case IngestPaths.partEnding, IngestPaths.lockEnding, IngestPaths.stateEnding, IngestPaths.newStateEnding:
                endings[stem, default: []].insert(ending)
            default:
                if ending.hasSuffix(IngestPaths.partEnding) { privateParts.append(name) }
            }
        }
        privateParts.sort()
    }

    /// Parts a name at its first dot, which stays with the ending.
    private static func split(_ name: String) -> (stem: String, ending: String)? {
        guard let dot = name.utf8.firstIndex(of: UInt8(ascii: ".")), dot != name.startIndex else { return nil }
        return (String(name[..<dot]), String(name[dot...]))
    }
}
