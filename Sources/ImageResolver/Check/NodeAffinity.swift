import ImageModel
import PlatformModel

/// The nodes on which an image starts, as a scheduler of Kubernetes selects them: those of the platforms that have passed.
///
/// Kubernetes labels nodes by operating system and architecture: https://kubernetes.io/docs/reference/labels-annotations-taints.
public struct NodeAffinity: Hashable, Sendable {
    /// The architectures of one operating system.
    public struct Term: Hashable, Sendable {
        /// The value of `kubernetes.io/os`.
        public let os: String
        /// The values of `kubernetes.io/arch`, sorted.
        public let architectures: [String]
    }

    /// The terms, of which one has to match; at least one.
    public let terms: [Term]
    /// What the labels do not tell apart.
    public let remarks: [String]

    /// The nodes for some platforms; `nil` if there are none.
    init?(of platforms: [Platform], catalog: PlatformCatalog) {
        let normal = platforms.map(catalog.normalized)
        let systems = Set(normal.map(\.os)).sorted()
        terms = systems.map { os in
            Term(os: os, architectures: Set(normal.filter { $0.os == os }.map(\.architecture)).sorted())
        }
        guard !terms.isEmpty else { return nil }
        remarks = terms.flatMap { term in
            term.architectures.compactMap { architecture in
                let same = normal.filter { $0.os == term.os && $0.architecture == architecture }
                return Self.levelRemark(on: same, catalog) ?? Self.versionRemark(on: same)
            }
        }
    }

    /// Says that there are CPUs of the architecture below the levels that an image is for.
    private static func levelRemark(on platforms: [Platform], _ catalog: PlatformCatalog) -> String? {
        let names = Set(platforms.map(\.short)).sorted()
        let runsEverywhere = platforms.contains { platform in
            let level = catalog.level(architecture: platform.architecture, variant: platform.variant)
            return catalog.levels(below: level, architecture: platform.architecture).allSatisfy { $0 == level }
        }
        guard !runsEverywhere else { return nil }
        return
            "the image is for \(names.joined(separator: ", ")): kubernetes.io/arch does not tell CPU levels, so label "
            + "the nodes that have this one, and add that label"
    }

    private static func versionRemark(on platforms: [Platform]) -> String? {
        let versions = Set(platforms.compactMap(\.osVersion)).subtracting([""]).sorted()
        guard !versions.isEmpty else { return nil }
        return
            "the image is for version \(versions.joined(separator: ", ")): node.kubernetes.io/windows-build tells the "
            + "versions of nodes apart"
    }
}
