/// What a library of other clients knows about one architecture: one row of `client-names.tsv`.
package struct ClientArchitecture: Hashable, Sendable {
    /// A step of the ladder below a platform.
    package enum Step: Hashable, Sendable {
        /// Every number below the platform's own, down to this one.
        case numbers(downTo: Int)
        /// The minor versions of one generation, and where a level continues below it.
        case generation(Generation)
        /// A variant, or the name of another architecture.
        case word(String)
    }

    /// A generation of levels: `v9`, `v9.1` and so on.
    package struct Generation: Hashable, Sendable {
        /// The number of the generation.
        package let major: Int
        /// The minor versions, from 0.
        package let minors: ClosedRange<Int>
        /// The minor version of the generation below at which minor version 0 continues; `nil` if there is none.
        package let continuation: Int?
    }

    /// The library.
    package let library: String
    /// The name that the library compares.
    package let name: String
    /// The other names that the library reads as this one, each with the variant it sets; `nil` keeps the given variant.
    package let spellings: [String: String?]
    /// The variants that the library reads as others; the empty text stands for none.
    package let variants: [String: String]
    /// What is accepted below a platform, in order.
    package let ladder: [Step]
    /// The libraries that detect the variant of such a host, each with the only variant it finds; `nil` finds any.
    package let detectors: [String: String?]
}

extension ClientArchitecture: TableEntry {
    static var kind: TableKind { .clientNames }

    var key: String { "\(library)/\(name)" }

    init(row: TableRow) throws(TableError) {
        library = try row.text("library")
        name = try row.text("architecture")
        spellings = Self.assignments(row.words("spellings"))
        detectors = Self.assignments(row.words("detected by"))
        variants = Self.assignments(row.words("variants")).compactMapValues(\.self)
        ladder = row.words("ladder").map(Step.init)
    }

    /// The words before and after `=`; a word without `=` assigns nothing.
    private static func assignments(_ words: [String]) -> [String: String?] {
        var assignments: [String: String?] = [:]
        for word in words {
            let sides = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            assignments.updateValue(sides.count > 1 ? sides[1] : nil, forKey: sides[0])
        }
        return assignments
    }
}

extension ClientArchitecture.Step {
    /// Reads one word of a ladder; each word has a meaning.
    fileprivate init(_ word: String) {
        if word.hasPrefix("vN..v"), let lowest = Int(word.dropFirst(5)) {
            self = .numbers(downTo: lowest)
        } else if let generation = ClientArchitecture.Generation(word) {
            self = .generation(generation)
        } else {
            self = .word(word)
        }
    }
}

extension ClientArchitecture.Generation {
    /// Reads `v9.0-7=v8.5`, or `v8.0-9`.
    fileprivate init?(_ word: String) {
        let sides = word.split(separator: "=", maxSplits: 1)
        let numbers = sides[0].dropFirst().split { $0 == "." || $0 == "-" }.compactMap { Int($0) }
        guard numbers.count == 3, word.hasPrefix("v"), numbers[1] <= numbers[2] else { return nil }
        major = numbers[0]
        minors = numbers[1]...numbers[2]
        continuation = sides.count > 1 ? sides[1].split(separator: ".").last.flatMap { Int($0) } : nil
    }
}
