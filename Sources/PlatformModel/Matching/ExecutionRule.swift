/// Whether and how a host runs the code of an architecture and level: natively, as its sibling's, or emulated.
struct ExecutionRule: Sendable {
    private let wording: WantedWording
    private let policy: MatchPolicy
    private let catalog: PlatformCatalog
    private let ladder: LevelLadder
    private let emulated: [(emulator: Emulator, ladder: LevelLadder)]

    /// The rule for a host, whose platform is normalised.
    ///
    /// - Parameter variant: the host's variant as it was given, before normalising.
    init(wording: WantedWording, variant: String?, policy: MatchPolicy, catalog: PlatformCatalog) {
        self.wording = wording
        self.policy = policy
        self.catalog = catalog
        ladder = LevelLadder(
            architecture: wording.host.platform.architecture, variant: variant,
            isUnproved: !wording.host.level.isKnown, catalog: catalog)
        emulated = wording.host.emulators.map { emulator in
            let level = catalog.emulator(handler: emulator.handler)
                .flatMap { $0.architecture == emulator.architecture ? $0.level : nil }
            return (emulator, LevelLadder(architecture: emulator.architecture, variant: level, catalog: catalog))
        }
    }

    /// The levels that run natively, best first.
    var nativeLevels: [String] { ladder.levels }

    /// What is to be said of the host's level, when it is not known.
    var warning: String? {
        let name = wording.name
        let hasBaseline = ladder.levels.count > (ladder.isKnown ? 0 : 1)
        let rest = hasBaseline ? "its architecture's baseline counts" : "only entries of exactly its level are taken"
        if case .unknown(let probe) = wording.host.level {
            return "the CPU level of \(name) is not known (\(probe)): \(rest)"
        }
        return ladder.isKnown ? nil : "the CPU level '\(ladder.top)' of \(name) is not in the tables: \(rest)"
    }

    /// Completes `fit` for a platform's architecture and level, or says why it does not run.
    ///
    /// - Parameter isUnnamed: whether the entry itself names no level.
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
                    refusal.word, "\(refusal.detail); \(handler.emulator.handler) runs it with --emulated",
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
        let host = wording.host.platform
        if architecture == host.architecture {
            guard let steps = ladder.steps(to: level) else {
                return LevelRefusal(wording: wording, ladder: ladder, catalog: catalog)
                    .refusal(architecture: architecture, level: level, isUnnamed: isUnnamed)
            }
            fit.steps = steps
            if steps > 0 { fit.remarks.append("\(steps) \(steps == 1 ? "level" : "levels") below \(ladder.top)") }
            if !ladder.isKnown {
                fit.remarks.append("the level '\(ladder.top)' of \(wording.name) is not known: the baseline counts")
            }
            return nil
        }
        guard let sibling = catalog.siblings(of: host.architecture).first(where: { $0.sibling == architecture }) else {
            return Refusal(
                .architecture, "\(architecture) is not \(host.architecture), which \(wording.name) runs", distance: 1)
        }
        return complete(&fit, sibling: sibling, level: level)
    }

    private func complete(_ fit: inout Fit, sibling: Sibling, level: String) -> Refusal? {
        let host = wording.host.platform
        if sibling.neverOn.contains(host.os) {
            return Refusal(.noCompat32, "\(host.os) never runs \(sibling.sibling) on \(host.architecture)")
        }
        if let proof = wording.host.compat32.refutation {
            return Refusal(.noCompat32, "\(wording.name) is proved not to run \(sibling.sibling): \(proof)")
        }
        guard let steps = LevelLadder(levels: sibling.levels).steps(to: level) else {
            let range = sibling.levels.joined(separator: ", ")
            return Refusal(
                .levelTooNew, "\(host.architecture) runs \(sibling.sibling) of \(range), not \(level)", distance: 1000)
        }
        fit.isSibling = true
        fit.steps = steps
        fit.remarks.append("\(sibling.sibling) code on \(host.architecture)")
        if wording.host.compat32 == .unknown { fit.remarks.append("that it runs 32-bit code is not proved") }
        return nil
    }
}
