/// A regular expression in a rule of a compatibility artifact, which comes from a registry.
///
/// It has the syntax of RE2 without its rarer parts, and is matched by following all alternatives at once: the time is
/// bounded by the length of the pattern times that of the text, whatever the pattern.
package struct CompatibilityPattern: Sendable {
    /// The longest pattern, in characters.
    static let longest = 512
    /// The most steps that a pattern may have after its counted repetitions are written out.
    static let mostSteps = 4096

    /// A step of the machine; numbers are those of other steps.
    private enum Step {
        case character(Set)
        case split(Int, Int)
        case jump(Int)
        case start
        case end
        case match
    }

    /// A set of characters.
    struct Set: Sendable {
        var ranges: [ClosedRange<UInt32>] = []
        var isNegated = false

        func contains(_ scalar: UInt32) -> Bool {
            ranges.contains { $0.contains(scalar) } != isNegated
        }
    }

    /// The syntax tree.
    indirect enum Node {
        case set(Set)
        case start
        case end
        case sequence([Node])
        case alternatives([Node])
        case repeated(Node, Int, Int?)
    }

    private var steps: [Step] = []
    /// The number of nodes that were written out: a repetition of nothing adds no step.
    private var written = 0

    /// Reads a pattern; `nil` if it is malformed, too long, or uses a part of the syntax that is not supported.
    package init?(_ text: String) {
        guard text.unicodeScalars.count <= Self.longest else { return nil }
        var parser = PatternParser(text)
        guard let node = parser.pattern(), compile(node), steps.count < Self.mostSteps else { return nil }
        steps.append(.match)
    }

    /// Whether some part of `text` matches.
    package func matches(in text: String) -> Bool {
        let scalars = text.unicodeScalars.map(\.value)
        var current: [Int] = []
        for index in 0...scalars.count {
            // A match may begin at every character.
            current = closure(of: current + [0], isStart: index == 0, isEnd: index == scalars.count)
            if current.contains(where: { if case .match = steps[$0] { true } else { false } }) { return true }
            guard index < scalars.count else { return false }
            current = current.filter { step in
                if case .character(let set) = steps[step] { set.contains(scalars[index]) } else { false }
            }.map { $0 + 1 }
        }
        return false
    }

    /// The steps that are reached without reading a character.
    private func closure(of entries: [Int], isStart: Bool, isEnd: Bool) -> [Int] {
        var seen = [Bool](repeating: false, count: steps.count)
        var open = entries
        var reached: [Int] = []
        while let step = open.popLast() {
            guard !seen[step] else { continue }
            seen[step] = true
            switch steps[step] {
            case .character, .match: reached.append(step)
            case .split(let first, let second): open += [first, second]
            case .jump(let target): open.append(target)
            case .start: if isStart { open.append(step + 1) }
            case .end: if isEnd { open.append(step + 1) }
            }
        }
        return reached
    }

    /// Appends the steps of a node; false if there are too many.
    private mutating func compile(_ node: Node) -> Bool {
        written += 1
        guard steps.count < Self.mostSteps, written < Self.mostSteps * 4 else { return false }
        switch node {
        case .set(let set): steps.append(.character(set))
        case .start: steps.append(.start)
        case .end: steps.append(.end)
        case .sequence(let nodes): return nodes.allSatisfy { compile($0) }
        case .alternatives(let nodes): return compile(alternatives: nodes)
        case .repeated(let node, let least, let most): return compile(node, from: least, to: most)
        }
        return true
    }

    private mutating func compile(alternatives nodes: [Node]) -> Bool {
        var jumps: [Int] = []
        for (number, node) in nodes.enumerated() {
            let split = steps.count
            let isLast = number == nodes.count - 1
            if !isLast { steps.append(.jump(0)) }
            guard compile(node) else { return false }
            guard !isLast else { continue }
            jumps.append(steps.count)
            steps.append(.jump(0))
            steps[split] = .split(split + 1, steps.count)
        }
        for jump in jumps { steps[jump] = .jump(steps.count) }
        return true
    }

    private mutating func compile(_ node: Node, from least: Int, to most: Int?) -> Bool {
        for _ in 0..<least {
            guard compile(node) else { return false }
        }
        guard let most else {
            let split = steps.count
            steps.append(.jump(0))
            guard compile(node) else { return false }
            steps.append(.jump(split))
            steps[split] = .split(split + 1, steps.count)
            return true
        }
        var splits: [Int] = []
        for _ in least..<max(least, most) {
            splits.append(steps.count)
            steps.append(.jump(0))
            guard compile(node) else { return false }
        }
        for split in splits { steps[split] = .split(split + 1, steps.count) }
        return true
    }
}

/// Reads a pattern from left to right.
private struct PatternParser {
    private typealias Node = CompatibilityPattern.Node
    private typealias Set = CompatibilityPattern.Set

    private var rest: Substring.UnicodeScalarView
    private var depth = 0

    /// How deep groups may be nested.
    private static let deepest = 32
    /// The largest count of a repetition, which is that of RE2.
    private static let mostRepetitions = 1000

    init(_ text: String) {
        rest = text[...].unicodeScalars
    }

    /// The whole pattern; `nil` if it is malformed.
    mutating func pattern() -> CompatibilityPattern.Node? {
        guard let node = alternatives(), rest.isEmpty else { return nil }
        return node
    }

    private mutating func alternatives() -> Node? {
        var nodes: [Node] = []
        repeat {
            guard let node = sequence() else { return nil }
            nodes.append(node)
        } while take("|")
        return nodes.count == 1 ? nodes[0] : .alternatives(nodes)
    }

    private mutating func sequence() -> Node? {
        var nodes: [Node] = []
        while let next = rest.first, next != "|", next != ")" {
            guard let node = atom(), let repeated = repetition(of: node) else { return nil }
            nodes.append(repeated)
        }
        return .sequence(nodes)
    }

    private mutating func atom() -> Node? {
        guard let next = rest.popFirst() else { return nil }
        switch next {
        case "(": return group()
        case "[": return brackets().map { .set($0) }
        case "^": return .start
        case "$": return .end
        case ".": return .set(Set(ranges: [10...10], isNegated: true))
        case "\\": return escape().map { .set($0) }
        case "*", "+", "?": return nil
        default: return .set(Set(ranges: [next.value...next.value]))
        }
    }

    private mutating func group() -> Node? {
        guard depth < Self.deepest else { return nil }
        depth += 1
        defer { depth -= 1 }
        // Of the groups with a question mark, only those that are not remembered are read.
        if take("?"), !take(":") { return nil }
        guard let node = alternatives(), take(")") else { return nil }
        return node
    }

    private mutating func repetition(of node: Node) -> Node? {
        let repeated: Node
        if take("*") {
            repeated = .repeated(node, 0, nil)
        } else if take("+") {
            repeated = .repeated(node, 1, nil)
        } else if take("?") {
            repeated = .repeated(node, 0, 1)
        } else if rest.first == "{" {
            guard let counted = counted(node) else { return nil }
            repeated = counted
        } else {
            return node
        }
        // A reluctant repetition matches the same texts; a second repetition is malformed.
        _ = take("?")
        guard let next = rest.first, "*+?{".unicodeScalars.contains(next) else { return repeated }
        return nil
    }

    /// `{2}`, `{2,}` or `{2,3}`.
    private mutating func counted(_ node: Node) -> Node? {
        guard take("{"), let least = number() else { return nil }
        var most: Int? = least
        if take(",") {
            most = nil
            if rest.first != "}" {
                guard let number = number(), number >= least else { return nil }
                most = number
            }
        }
        guard take("}") else { return nil }
        return .repeated(node, least, most)
    }

    private mutating func number() -> Int? {
        let digits = String(String.UnicodeScalarView(rest.prefix { ("0"..."9").contains($0) }))
        rest = rest.dropFirst(digits.unicodeScalars.count)
        guard let number = Int(digits), number <= Self.mostRepetitions else { return nil }
        return number
    }

    private mutating func brackets() -> Set? {
        var set = Set(isNegated: take("^"))
        var isFirst = true
        while let next = rest.popFirst() {
            if next == "]", !isFirst { return set }
            isFirst = false
            // Named classes, such as [:alpha:], are not read.
            if next == "[", rest.first == ":" { return nil }
            if next == "\\" {
                guard let escaped = escape(), !escaped.isNegated else { return nil }
                set.ranges += escaped.ranges
                continue
            }
            guard rest.first == "-", let last = rest.dropFirst().first, last != "]" else {
                set.ranges.append(next.value...next.value)
                continue
            }
            rest = rest.dropFirst(2)
            guard last != "\\", last.value >= next.value else { return nil }
            set.ranges.append(next.value...last.value)
        }
        return nil
    }

    /// The characters that an escape stands for; `nil` for one that is not supported.
    private mutating func escape() -> Set? {
        guard let next = rest.popFirst() else { return nil }
        let digits: [ClosedRange<UInt32>] = [48...57]
        let words = digits + [65...90, 95...95, 97...122]
        let spaces: [ClosedRange<UInt32>] = [9...10, 12...13, 32...32]
        switch next {
        case "d": return Set(ranges: digits)
        case "D": return Set(ranges: digits, isNegated: true)
        case "w": return Set(ranges: words)
        case "W": return Set(ranges: words, isNegated: true)
        case "s": return Set(ranges: spaces)
        case "S": return Set(ranges: spaces, isNegated: true)
        case "t": return Set(ranges: [9...9])
        case "n": return Set(ranges: [10...10])
        case "r": return Set(ranges: [13...13])
        case "a"..."z", "A"..."Z", "0"..."9": return nil
        default: return next.isASCII ? Set(ranges: [next.value...next.value]) : nil
        }
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == scalar else { return false }
        rest = rest.dropFirst()
        return true
    }
}
