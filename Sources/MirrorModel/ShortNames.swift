import ImageModel
import RegistryProtocol

/// What podman makes of image names without a registry, which mean Docker Hub here.
///
/// Grammar: containers-registries.conf(5), `[aliases]` and `unqualified-search-registries`.
package struct ShortNames: Hashable, Sendable {
    /// A name or registry that a setting leads to.
    package struct Target: Hashable, Sendable {
        /// `registry/repository`, or a registry.
        package let name: String
        /// The location of the setting.
        package let source: SettingSource

        /// A target.
        package init(name: String, source: SettingSource) {
            self.name = name
            self.source = source
        }
    }

    /// The full names, by short name without tag and digest.
    package private(set) var aliases: [String: Target] = [:]
    /// The registry that is searched first; `nil` if none is.
    package private(set) var searched: Target?

    /// No settings.
    package init() {}

    /// Adds an alias, which replaces an earlier one; an empty `target` removes it.
    package mutating func add(alias name: String, _ target: Target) {
        aliases[name] = target.name.isEmpty ? nil : target
    }

    /// Notes the registry that is searched first, instead of the one noted before.
    package mutating func search(_ registry: Target?) {
        searched = registry
    }

    /// The image that podman would take for the short name of `image`, if it is another one.
    package func other(than image: Reference, for shortName: String) -> OtherImage? {
        let target = aliases[shortName] ?? searched.map { Target(name: "\($0.name)/\(shortName)", source: $0.source) }
        guard let target, let other = try? Reference(parsing: target.name), other.name != image.name else { return nil }
        return OtherImage(shortName: shortName, taken: image.name, other: other.name, source: target.source)
    }
}

/// The image that podman would take for a short name, instead of the one at Docker Hub.
package struct OtherImage: Hashable, Sendable, CustomStringConvertible {
    /// The name without registry, tag and digest.
    package let shortName: String
    /// The name at Docker Hub.
    package let taken: String
    /// The name that podman would take.
    package let other: String
    /// The setting that leads there.
    package let source: SettingSource

    /// One sentence for the user.
    package var description: String {
        let (short, other) = (Printable.escaped(shortName), Printable.escaped(other))
        return "'\(short)' means '\(Printable.escaped(taken))'; podman would take '\(other)' (\(source)); "
            + "write the name in full to pull that one"
    }
}
