/// Whether and how a host runs code of an architecture and level: natively, as 32-bit code, or emulated.
struct ExecutionRule: Sendable {
    private let wanted: Wanted
    private let policy: MatchPolicy
    private let catalog: PlatformCatalog
    private let ladder: LevelLadder
    private let emulated: [(emulator: Emulator, ladder: LevelLadder)]

    /// Creates the rule for a host, whose platform is normalized.
    ///
    /// - Parameter variant: the host's variant before it was normalized.
    init(wanted: Wanted, variant: String?, policy: MatchPolicy, catalog: PlatformCatalog) {
        self.wanted = wanted
        self.policy = policy
        self.catalog = catalog
        ladder = LevelLadder(
            architecture: wanted.host.platform.architecture, variant: variant,
            isUnproved: !wanted.host.level.isKnown, catalog: catalog)
        emulated = wanted.host.emulators.map { emulator in
            let level = catalog.emulator(handler: emulator.handler)
                .flatMap { $0.architecture == emulator.architecture ? $0.level : nil }
            return (emulator, LevelLadder(architecture: emulator.architecture, variant: level, catalog: catalog))
        }
    }

    /// The levels that run natively, best first.
    var nativeLevels: [String] { ladder.levels }

    /// A warning if the host's level is unknown.
    var warning: String? {
        let name = wanted.name
        let hasBaseline = ladder.levels.count > (ladder.isKnown ? 0 : 1)
        let rest =
            hasBaseline ? "its architecture's baseline applies" : "only entries with exactly its level are accepted"
        if case .unknown(let probe) = wanted.host.level {
            return "the CPU level of \(name) is unknown (\(probe)): \(rest)"
        }
        return ladder.isKnown ? nil : "the CPU level '\(ladder.top)' of \(name) is not in the tables: \(rest)"
    }

    /// Completes `fit` for a platform's architecture and level, or returns why it does not run.
    ///
    /// - Parameter isUnnamed: whether the entry names no level.
    func complete(
        _ fit: inout Fit, architecture: String, level: String, isUnnamed: Bool
    ) -> Refusal? {
        guard let refusal = completeNatively(&fit, architecture: architecture, level: level, isUnnamed: isUnnamed)
        else {
            return nil
        }
        let handlers = emulated.enumerated().filter { $0.element.emulator.architecture == architecture }
        for (index, handler) in handlers {
            guard let steps = handler.ladder.steps(to: level) else { continue }
            guard policy.emulation else {
                return Refusal(
                    refusal.reason, "\(refusal.detail); \(handler.emulator.handler) runs it with --emulated",
                    remedy: .emulated, distance: 0)
            }
            fit.emulator = handler.emulator.handler
            fit.emulatorsBefore = index
            fit.steps = steps
            fit.remarks.append("by \(handler.emulator.handler)")
            if !handler.emulator.fixesBinary {
                fit.remarks.append("the interpreter must exist inside the container")
            }
            return nil
        }
        return refusal
    }

    private func completeNatively(
        _ fit: inout Fit, architecture: String, level: String, isUnnamed: Bool
    ) -> Refusal? {
        let host = wanted.host.platform
        if architecture == host.architecture {
            guard let steps = ladder.steps(to: level) else {
                return levelRefusal(architecture: architecture, level: level, isUnnamed: isUnnamed)
            }
            fit.steps = steps
            if steps > 0 { fit.remarks.append("\(steps) \(steps == 1 ? "level" : "levels") below \(ladder.top)") }
            if !ladder.isKnown {
                fit.remarks.append("the level '\(ladder.top)' of \(wanted.name) is unknown: the baseline applies")
            }
            return nil
        }
        guard let sibling = catalog.siblings(of: host.architecture).first(where: { $0.sibling == architecture }) else {
            return Refusal(
                .architecture, "\(architecture) is not \(host.architecture), the architecture of \(wanted.name)",
                distance: 1)
        }
        return complete(&fit, sibling: sibling, level: level)
    }

    private func complete(_ fit: inout Fit, sibling: Sibling, level: String) -> Refusal? {
        let host = wanted.host.platform
        if sibling.neverOn.contains(host.os) {
            return Refusal(.noCompat32, "\(host.os) never runs \(sibling.sibling) on \(host.architecture)")
        }
        if let proof = wanted.host.compat32.refutation {
            return Refusal(.noCompat32, "\(wanted.name) does not run \(sibling.sibling): \(proof)")
        }
        guard let steps = LevelLadder(levels: sibling.levels).steps(to: level) else {
            let range = sibling.levels.joined(separator: ", ")
            return Refusal(
                .levelTooNew, "\(host.architecture) runs \(sibling.sibling) \(range), not \(level)", distance: 1000)
        }
        fit.isSibling = true
        fit.steps = steps
        fit.remarks.append("\(sibling.sibling) code on \(host.architecture)")
        if wanted.host.compat32 == .unknown { fit.remarks.append("32-bit support is not proved") }
        return nil
    }
}

extension ExecutionRule {
    /// Why an entry for the host's own architecture does not run.
    private func levelRefusal(architecture: String, level: String, isUnnamed: Bool) -> Refusal {
        if case .unknown = wanted.host.level, !ladder.isKnown {
            return Refusal(.levelUnproved, "needs \(level); \(wanted.clause(level: ladder.top))")
        }
        let host = wanted.clause(level: ladder.top)
        let needs = needs(architecture: architecture, level: level)
        guard isUnnamed, let assumed = assumable(architecture: architecture) else {
            return Refusal(.levelTooNew, "\(needs), \(host)", distance: distance(architecture, level))
        }
        let remedy = Remedy.assumeVariant(assumed)
        return Refusal(
            .levelTooNew, "names no variant, which means \(level), and \(host); use \(remedy.option) to accept it",
            remedy: remedy, distance: distance(architecture, level))
    }

    private func needs(architecture: String, level: String) -> String {
        let known = catalog.levels(below: level, architecture: architecture)
        let hasLevels = !catalog.levels(of: architecture).isEmpty
        if known.isEmpty && hasLevels { return "needs '\(level)', which is not a known level of \(architecture)" }
        let isBelow = known.count == 1 && ladder.isKnown && distance(architecture, level) == Self.apart
        return isBelow ? "\(level) runs only on exactly \(level)" : "needs \(level)"
    }

    /// The level that the user could assume for entries without one: the host's own, if no baseline is safe.
    private func assumable(architecture: String) -> String? {
        let isUnsafe = catalog.architecture(named: architecture)?.unprovedLevel == .exactOnly
        return isUnsafe && ladder.isKnown ? ladder.top : nil
    }

    /// The number of levels between the host and the entry.
    private func distance(_ architecture: String, _ level: String) -> Int {
        catalog.levels(below: level, architecture: architecture).firstIndex(of: ladder.top) ?? Self.apart
    }

    /// The distance between two levels if neither steps down to the other.
    private static let apart = 1000
}

/// The CPU levels that run on one CPU, with the number of steps down to each.
struct LevelLadder: Hashable, Sendable {
    /// The CPU's own level, in canonical spelling; empty if the architecture has no levels and none is given.
    let top: String
    /// Whether the tables know the CPU's own level.
    let isKnown: Bool
    /// The levels that run, best first.
    let levels: [String]

    private let steps: [String: Int]

    /// The levels of an architecture, from the level that a variant stands for.
    ///
    /// - Parameter isUnproved: whether the CPU's level is unknown; then only levels that are safe on every CPU run.
    init(architecture name: String, variant: String?, isUnproved: Bool = false, catalog: PlatformCatalog) {
        let row = catalog.architecture(named: name)
        top = catalog.level(architecture: name, variant: variant)
        let walk = catalog.levels(below: top, architecture: row?.name ?? name)
        let needsProof = row?.unprovedLevel == .exactOnly
        if isUnproved && needsProof {
            levels = (variant ?? "").isEmpty ? [] : [top]
            isKnown = false
        } else if !walk.isEmpty {
            levels = walk
            isKnown = true
        } else if let row, !catalog.levels(of: row.name).isEmpty {
            let baseline = needsProof ? [] : catalog.levels(below: row.baseline ?? "", architecture: row.name)
            levels = [top] + baseline
            isKnown = false
        } else {
            levels = top.isEmpty ? [""] : [top, ""]
            isKnown = true
        }
        steps = Dictionary(zip(levels, levels.indices), uniquingKeysWith: min)
    }

    /// Creates a ladder from levels, best first.
    init(levels: [String]) {
        self.levels = levels
        top = levels.first ?? ""
        isKnown = true
        steps = Dictionary(zip(levels, levels.indices), uniquingKeysWith: min)
    }

    /// The number of steps down to a level; `nil` if it does not run.
    func steps(to level: String) -> Int? {
        steps[level]
    }
}
