import ImageModel
import RegistryProtocol

/// One `[[registry]]` table of registries.conf.
///
/// Grammar: containers-registries.conf(5).
package struct RegistryRule: Hashable, Sendable {
    /// For which images a mirror is used.
    package enum MirrorUse: String, Hashable, Sendable, CaseIterable {
        /// For all.
        case all
        /// For what is named by digest, be it by the user or by a manifest.
        case digestOnly = "digest-only"
        /// For images that the user names by tag, and all they consist of.
        case tagOnly = "tag-only"
    }

    /// One `[[registry.mirror]]` table.
    package struct Mirror: Hashable, Sendable {
        /// Where it is.
        package var location: RuleLocation
        /// Whether HTTP, and certificates that nobody vouches for, are allowed.
        package var isInsecure = false
        /// For which images it is used.
        package var use = MirrorUse.all
        /// The value of `ns=` (`namespace-proxy`), if one is to be sent.
        package var namespace: String?
        /// The table's place.
        package var source: SettingSource

        /// A mirror for all images.
        package init(location: RuleLocation, source: SettingSource) {
            self.location = location
            self.source = source
        }
    }

    /// The names that the table is for.
    package var prefix: RulePrefix
    /// Where the images really are; `nil` for where their names say.
    package var location: RuleLocation?
    /// Whether HTTP, and certificates that nobody vouches for, are allowed at ``location``.
    package var isInsecure = false
    /// Whether images of these names must not be pulled.
    package var isBlocked = false
    /// Who is asked first, in the order of the file.
    package var mirrors: [Mirror] = []
    /// The table's place.
    package var source: SettingSource
    /// What keeps the table from being understood; then the images it is for cannot be pulled.
    package var fault: SettingFault?

    /// A table that says nothing yet.
    package init(prefix: RulePrefix, location: RuleLocation?, source: SettingSource) {
        self.prefix = prefix
        self.location = location
        self.source = source
    }
}
