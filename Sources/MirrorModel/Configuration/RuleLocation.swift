import ImageModel
import RegistryProtocol

/// The place that a table of registries.conf sends a prefix to: `host[:port][/path]`.
package struct RuleLocation: Hashable, Sendable {
    /// `host[:port]`.
    package let registry: String
    /// The path with a slash before it, or nothing.
    package let path: String
    /// Where the API of ``registry`` begins, over TLS.
    package let base: WebAddress

    /// Reads the value of `key`; a scheme, a tag or a digest has no place in it.
    package init(parsing text: String, key: String) throws(SettingProblem) {
        let whole = RuleText.withoutSlashes(text)
        let slash = whole.utf8.firstIndex(of: UInt8(ascii: "/")) ?? whole.endIndex
        registry = String(whole[..<slash])
        path = String(whole[slash...])
        guard !registry.isEmpty, registry.utf8.last != UInt8(ascii: ":"),
            !path.utf8.contains(where: { ":@".utf8.contains($0) }),
            let base = try? EndpointAddress.base("https://\(registry)")
        else { throw .location(key: key, value: text) }
        self.base = base
    }

    /// The image's name here: `remainder` is what follows the prefix in its own name.
    package func reference(of image: Reference, remainder: String) throws(ReferenceError) -> Reference {
        let repository = String((path + remainder).drop { $0 == "/" })
        return try image.relocated(registry: registry, repository: repository)
    }
}
