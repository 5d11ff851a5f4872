import ImageModel
import RegistryProtocol

/// The names that a table of registries.conf is for.
///
/// `host[:port]`, with a path behind it or not, with a tag or digest or not; or `*.domain`, any host under it.
package struct RulePrefix: Hashable, Sendable, CustomStringConvertible {
    /// The prefix, its host in small letters, without slashes at the end.
    package let description: String

    /// Reads a prefix.
    package init(parsing text: String) throws(SettingProblem) {
        let path = RuleText.withoutSlashes(text)
        guard !path.isEmpty else { throw .missing(key: "prefix") }
        let hostEnd = path.utf8.firstIndex(of: UInt8(ascii: "/")) ?? path.endIndex
        description = path[..<hostEnd].asciiLowercased + path[hostEnd...]
        let star = UInt8(ascii: "*")
        guard path.utf8.contains(star) else { return }
        let domain = path.utf8.dropFirst(2)
        guard path.utf8.starts(with: "*.".utf8), !domain.isEmpty,
            !domain.contains(where: { "/@:*".utf8.contains($0) })
        else { throw .wildcard(value: text) }
    }

    /// Whether it stands for the hosts under a domain.
    package var isWildcard: Bool { description.utf8.first == UInt8(ascii: "*") }

    /// What follows the prefix in the image's `registry/repository`: nothing, or a path with its slash; `nil` where the image
    /// is not meant.
    package func remainder(of image: Reference) -> String? {
        let host = image.registry.asciiLowercased
        if isWildcard {
            let name = image.host.asciiLowercased
            let domain = description.utf8.dropFirst()
            let isUnder = name.utf8.count > domain.count && name.utf8.suffix(domain.count).elementsEqual(domain)
            return isUnder ? "/\(image.repository)" : nil
        }
        let name = "\(host)/\(image.repository)"
        if name.utf8.starts(with: (description + "/").utf8) {
            return String(decoding: name.utf8.dropFirst(description.utf8.count), as: UTF8.self)
        }
        let tagged = image.tag.map { "\(name):\($0)" }
        let pinned = image.digest.map { "\(name)@\($0)" }
        let both = image.digest.flatMap { digest in tagged.map { "\($0)@\(digest)" } }
        return [name, tagged, pinned, both].contains(description) ? "" : nil
    }
}
