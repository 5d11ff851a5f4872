/// The CPU levels that run on one CPU, and how far down each is.
struct LevelLadder: Hashable, Sendable {
    /// The level at the top, in its canonical spelling; empty when the architecture has none and none is given.
    let top: String
    /// Whether the tables know the level at the top.
    let isKnown: Bool
    /// The levels that run, best first.
    let levels: [String]

    private let steps: [String: Int]

    /// The ladder of an architecture, from the level that a variant means.
    ///
    /// - Parameter isUnproved: whether the level is not known, so that only what is safe without it may run.
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

    /// A ladder of given levels, the best first.
    init(levels: [String]) {
        self.levels = levels
        top = levels.first ?? ""
        isKnown = true
        steps = Dictionary(zip(levels, levels.indices), uniquingKeysWith: min)
    }

    /// How many steps down a level is, or `nil` when it does not run.
    func steps(to level: String) -> Int? {
        steps[level]
    }
}
