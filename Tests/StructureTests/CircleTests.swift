import TestSupport
import Testing

/// Files of one target are layered too: none names a type of a file that, over whatever ways, names one of its own.
struct CircleTests {
    @Test func `no files of one target name each other in a circle`() throws {
        let files = try Checkout.swiftFiles().filter { !$0.isTest }
        for (target, own) in Dictionary(grouping: files, by: \.target).sorted(by: { $0.key < $1.key }) {
            #expect(Self.circles(uses(among: own)) == [], "\(target)")
        }
    }

    @Test func `a circle is found, and what only leads to it is not`() {
        let uses: [String: Set<String>] = ["a": ["b"], "b": ["c"], "c": ["b"], "d": []]
        #expect(Self.circles(uses) == ["b", "c"])
        #expect(Self.circles(["a": ["b", "c"], "b": ["c"], "c": []]) == [])
    }

    /// For each file the others of `files` whose types it names.
    private func uses(among files: [SourceFile]) -> [String: Set<String>] {
        var homes: [String: Set<String>] = [:]
        for file in files {
            for type in file.types { homes[type, default: []].insert(file.path) }
        }
        return files.reduce(into: [:]) { uses, file in
            let named = file.words.compactMap { homes[$0] }.filter { $0.count == 1 }
            uses[file.path] = named.reduce(into: Set<String>()) { $0.formUnion($1) }.subtracting([file.path])
        }
    }

    /// The nodes that are left when those without a way out, or without a way in, are taken away again and again.
    private static func circles(_ uses: [String: Set<String>]) -> [String] {
        var left = uses
        while true {
            let reached = left.values.reduce(into: Set<String>()) { $0.formUnion($1) }
            let kept = left.filter { !$0.value.isEmpty && reached.contains($0.key) }
            if kept.count == left.count { return kept.keys.sorted() }
            left = kept.mapValues { $0.intersection(kept.keys) }
        }
    }
}
