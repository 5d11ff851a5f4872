/// Words the refusal of a CPU level that the host does not reach.
struct LevelRefusal {
    /// How the host is spoken of.
    let wording: WantedWording
    /// The host's levels.
    let ladder: LevelLadder
    /// The knowledge about levels.
    let catalog: PlatformCatalog

    /// Why an entry of the host's own architecture does not run.
    func refusal(architecture: String, level: String, isUnnamed: Bool) -> Refusal {
        if case .unknown = wording.host.level, !ladder.isKnown {
            return Refusal(.levelUnproved, "needs \(level); \(wording.level(ladder.top))")
        }
        let host = wording.level(ladder.top)
        let needs = needs(architecture: architecture, level: level)
        guard isUnnamed, let assumed = assumable(architecture: architecture) else {
            return Refusal(.levelTooNew, "\(needs), \(host)", distance: distance(architecture, level))
        }
        let remedy = Remedy.assumeVariant(assumed)
        return Refusal(
            .levelTooNew, "names no variant, which counts as \(level), and \(host); \(remedy.option) takes it",
            remedy: remedy, distance: distance(architecture, level))
    }

    private func needs(architecture: String, level: String) -> String {
        let known = catalog.levels(below: level, architecture: architecture)
        let hasLevels = !catalog.levels(of: architecture).isEmpty
        if known.isEmpty && hasLevels { return "needs '\(level)', which is no known level of \(architecture)" }
        let isBelow = known.count == 1 && ladder.isKnown && distance(architecture, level) == Self.apart
        return isBelow ? "\(level) runs only on exactly \(level)" : "needs \(level)"
    }

    /// The level to assume for entries that name none: the host's own, where no baseline is safe.
    private func assumable(architecture: String) -> String? {
        let isUnsafe = catalog.architecture(named: architecture)?.unprovedLevel == .exactOnly
        return isUnsafe && ladder.isKnown ? ladder.top : nil
    }

    /// How many levels the host is below the entry's.
    private func distance(_ architecture: String, _ level: String) -> Int {
        catalog.levels(below: level, architecture: architecture).firstIndex(of: ladder.top) ?? Self.apart
    }

    /// The distance of levels of which neither steps down to the other.
    private static let apart = 1000
}
