import BinaryModel
import ImageModel
import LayerModel
import PlatformModel

/// What the files of one platform's image say about it, apart from those that it starts.
struct FileRules: Sendable {
    private let rule: BinaryRule
    private let names: BinaryNames

    /// The rules for an image of a platform.
    init(platform: Platform, catalog: PlatformCatalog, names: BinaryNames) {
        rule = BinaryRule(platform: platform, catalog: catalog, names: names)
        self.names = names
    }

    /// The programs of an image.
    struct Programs: Sendable {
        /// Those of each layer, by what they were built for.
        let byLayer: [[CheckedPlatform.Programs]]
        /// A warning for each kind of fault, with the first path.
        let warnings: [CheckFinding]

        /// The number of programs that the platform runs.
        let own: Int
        /// The number of programs in the platform's format for other architectures.
        let foreign: Int
    }

    /// The programs and libraries of `tree`; `started` holds the paths of those that are judged elsewhere.
    func programs(of tree: FileTree, layers: [Descriptor], besides started: Set<String>) -> Programs {
        var byLayer = [[CheckedPlatform.Programs]](repeating: [], count: layers.count)
        var faults: [(fault: String, file: FileTree.File, fact: BinaryFault)] = []
        var counts: [String: Int] = [:]
        var (own, foreign) = (0, 0)
        for file in tree.files(where: isProgram) {
            guard let binary = file.binary, layers.indices.contains(file.layer) else { continue }
            let kind = kind(of: binary)
            switch kind {
            case .own: own += 1
            case .foreign: foreign += 1
            case .data: break
            }
            add(file, builtFor: builtFor(binary), isSuitable: kind == .own, to: &byLayer[file.layer])
            guard !started.contains(file.path), let fault = rule.judgement(of: binary, at: .elsewhere).fault else {
                continue
            }
            if case .level = fault, BinaryRule.isChosenByLevel(path: file.path) { continue }
            let words = fault.description
            if counts[words] == nil { faults.append((words, file, fault)) }
            counts[words, default: 0] += 1
        }
        let warnings = faults.map { words, file, fault in
            let others = (counts[words] ?? 1) - 1
            let more = others > 0 ? " (and \(others) more such \(others == 1 ? "file" : "files"))" : ""
            return CheckFinding(
                .warning, .binary, words + more, path: file.path, layer: layers[file.layer].digest,
                expected: fault.expected, found: fault.found)
        }
        return Programs(
            byLayer: byLayer.map { $0.sorted { $0.count > $1.count } }, warnings: warnings, own: own, foreign: foreign)
    }

    /// What a program is to a platform.
    private enum Kind {
        /// The platform runs it.
        case own
        /// It is in the platform's format, for another architecture.
        case foreign
        /// It is in the format of another system, or for no platform.
        case data
    }

    private func kind(of binary: Binary) -> Kind {
        switch rule.judgement(of: binary, at: .started).fault {
        case .architecture?: .foreign
        case .format?, .unlinked?, .javaClass?, .noProgram?: .data
        case .level?, .compatibility?, .abi?, .system?, .carriageReturn?, .cut?, .unread?, nil: .own
        }
    }

    private func isProgram(_ binary: Binary) -> Bool {
        switch binary.content {
        case .elf(let file): file.isLinked
        case .pe, .machO: true
        case .script, .javaClass, .webAssembly, .other, .unknown: false
        }
    }

    /// The architectures, or the numbers in the header; empty for a file that runs on all.
    private func builtFor(_ binary: Binary) -> [String] {
        names.targets(of: binary).map { $0.architecture ?? $0.machine }
    }

    private func add(
        _ file: FileTree.File, builtFor: [String], isSuitable: Bool, to programs: inout [CheckedPlatform.Programs]
    ) {
        guard !builtFor.isEmpty else { return }
        if let index = programs.firstIndex(where: { $0.builtFor == builtFor && $0.areSuitable == isSuitable }) {
            programs[index].count += 1
        } else {
            programs.append(
                CheckedPlatform.Programs(builtFor: builtFor, areSuitable: isSuitable, count: 1, example: file.path))
        }
    }
}

extension BinaryFault {
    /// What the platform requires, if that is one word.
    var expected: String? {
        switch self {
        case .architecture(_, let expected): expected
        case .level(_, let offered): offered
        case .compatibility(_, let architecture), .abi(_, let architecture): architecture
        case .system(_, let expected), .format(_, let expected): expected
        case .unlinked, .javaClass, .noProgram, .carriageReturn, .cut, .unread: nil
        }
    }

    /// What is there instead, if that is one word.
    var found: String? {
        switch self {
        case .architecture(let found, _): found.joined(separator: ", ")
        case .level(let needed, _): needed.name
        case .compatibility(let found, _), .system(let found, _), .abi(let found, _): found
        case .format(let format, _): format.name
        case .javaClass: "Java class"
        case .noProgram(let content): content.rawValue
        case .unlinked, .carriageReturn, .cut, .unread: nil
        }
    }
}
