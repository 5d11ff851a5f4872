import ImageModel
import ImageStore
import PlatformModel

/// What every answer about an image begins with.
struct Beginning<Wanted: Sendable>: Sendable {
    /// The rules.
    let rules: HostRules
    /// What is wanted.
    let wanted: Wanted
    /// Where the image's documents come from.
    let source: OpenSource
    /// The document that its name stands for.
    let root: Document
}

extension Resolver {
    /// Opens `image`, reads the document that its name stands for, and works out what is wanted of it.
    ///
    /// `choose` gives what is wanted, and the platform under which `stores` may know the image. Where nothing that the
    /// user wrote has to be checked first, and no store has to be asked for the platform, the registry is asked while the
    /// host is probed.
    func begin<Wanted>(
        _ image: String, for platforms: [String], using stores: [ImageStore],
        _ choose: @escaping @Sendable (HostRules) throws(ResolverError) -> (wanted: Wanted, platform: Platform)
    ) async throws(ResolverError) -> Beginning<Wanted> {
        guard platforms.isEmpty, stores.isEmpty, options.takesHostAsItIs else {
            let rules = try await rules
            let (wanted, platform) = try choose(rules)
            let platforms = [rules.catalog.normalized(platform), WantedPlatforms.every]
            let source = try await open(image, using: stores) { reference in
                let known = stores.lazy.flatMap { store in
                    platforms.lazy.compactMap { store.resolution(of: reference, platform: $0) }
                }
                return known.first.map { $0.index ?? $0.manifest }
            }
            return Beginning(rules: rules, wanted: wanted, source: source, root: try await source.origin.root())
        }
        async let probed = probedRules()
        let source = try await open(image, using: []) { _ in nil }
        let root = try await source.origin.root()
        let rules = try await probed.get()
        return Beginning(rules: rules, wanted: try choose(rules).wanted, source: source, root: root)
    }

    private func probedRules() async -> Result<HostRules, ResolverError> {
        do throws(ResolverError) {
            return .success(try await rules)
        } catch {
            return .failure(error)
        }
    }
}

extension ResolverOptions {
    /// Whether the platform is this machine's, by the built-in tables: nothing of it can be wrong.
    fileprivate var takesHostAsItIs: Bool {
        host == nil && tables == nil && platforms.isEmpty && policy.assumedVariant == nil
            && !WantedPlatforms.variables.contains { environment[$0]?.isEmpty == false }
    }
}
