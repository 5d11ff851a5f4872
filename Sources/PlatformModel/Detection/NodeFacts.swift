/// What the probes of a machine tell about the features that Node Feature Discovery finds on it.
///
/// Names and values are those of that project's sources `cpu` and `kernel`. What no probe shows is unknown, not absent.
package struct NodeFacts: Sendable {
    /// The kernel's version: `full`, `major`, `minor` and `revision`; `nil` if it was not recorded.
    package let kernelVersion: [String: String]?
    private let flags: [CPUFlags]
    private let names: [String: FeatureName]

    /// The facts in the recording of a host with this platform.
    package init(_ recording: Recording, platform: Platform, catalog: PlatformCatalog) {
        // Other systems run Linux containers in a virtual machine, whose kernel and features are not recorded.
        let isLinux = recording.os == "linux"
        kernelVersion = isLinux ? recording.text(ProbeKey.release).map(Self.version(ofRelease:)) : nil
        names = Dictionary(catalog.featureNames.map { ($0.name, $0) }) { first, _ in first }
        // The bits of AT_HWCAP mean something else on each architecture: only the groups that its levels use are read.
        let groups = Set(catalog.levels(of: platform.architecture).flatMap { $0.proof.names.keys })
        flags = [LevelProof.Source.cpuflags, .hwcap, .hwcap2].filter { isLinux && groups.contains($0) }
            .map { CPUFlags(recording, group: $0, rows: catalog.cpuFeatures) }
    }

    /// Whether the CPU has the feature that `cpu.cpuid` shows under a name, such as `AVX512F`.
    package func cpuFeature(_ name: String) -> FeatureAnswer {
        if let known = names[name] {
            return flags.first { $0.group == known.proof }?.answer(to: known.feature) ?? .unknown
        }
        // Elsewhere than in the table, a name is that of the kernel.
        let kernel = name.lowercased()
        let answers = flags.filter { $0.usesKernelNames }.map { $0.answer(to: kernel) }
        return answers.contains(.present) ? .present : answers.contains(.absent) ? .absent : .unknown
    }

    /// Whether the CPU has a feature that is named in the way of Node Feature Discovery or of the kernel, in any case.
    package func cpuFeature(spelled word: String) -> FeatureAnswer {
        let answer = cpuFeature(word.uppercased())
        guard answer == .unknown else { return answer }
        let feature = word.lowercased()
        guard names.values.contains(where: { $0.feature == feature }) else { return .unknown }
        return flags.lazy.map { $0.answer(to: feature) }.first { $0 != .unknown } ?? .unknown
    }

    /// The names under which `cpu.cpuid` is known to show features, sorted. There may be more.
    package var presentCPUFeatures: [String] {
        names.keys.filter { cpuFeature($0) == .present }.sorted()
    }

    /// The version that the kernel's release states.
    ///
    /// Characters that labels do not allow are replaced, and the parts are taken only if nothing but `-` follows them.
    private static func version(ofRelease release: String) -> [String: String] {
        let isAllowed = { (character: Character) in
            character.isASCII && (character.isLetter || character.isNumber || "-_.".contains(character))
        }
        let edges: Set<Character> = ["-", "_", "."]
        let replaced = String(release.map { isAllowed($0) ? $0 : "_" })
        let full = String(replaced.drop { edges.contains($0) }.reversed().drop { edges.contains($0) }.reversed())
        var version = ["full": full]
        let numbers = full.prefix { $0 != "-" }.split(separator: ".", omittingEmptySubsequences: false)
        let isNumber = { (part: Substring) in !part.isEmpty && part.utf8.allSatisfy(\.isDigit) }
        guard (1...3).contains(numbers.count), numbers.allSatisfy(isNumber) else { return version }
        for (name, number) in zip(["major", "minor", "revision"], numbers) { version[name] = String(number) }
        return version
    }
}

/// The features that one group of probes shows; what CPUID does not tell is taken from /proc/cpuinfo.
private struct CPUFlags: Sendable {
    let group: LevelProof.Source
    private let evidence: [FeatureEvidence]

    init(_ recording: Recording, group: LevelProof.Source, rows: [CPUFeatureRow]) {
        self.group = group
        evidence = [1, 2].map { FeatureEvidence(recording, group: group, rows: rows, order: $0) }
    }

    /// Whether Node Feature Discovery names the features of this group as the kernel does, in upper case.
    var usesKernelNames: Bool { group != .cpuflags }

    func answer(to feature: String) -> FeatureAnswer {
        evidence.lazy.map { $0.answer(to: feature) }.first { $0 != .unknown } ?? .unknown
    }
}
