/// Names of images as tasks write them.
enum ImageName {
    /// The name with a registry, and a tag where it has neither tag nor digest: two names of one image are equal.
    ///
    /// Tasks take a name without a registry to be one of the run's.
    static func full(_ name: String, registry: String?) -> String {
        let host = name.firstIndex(of: "/").map { name[..<$0] }
        let isHost = host.map { $0.contains { ".:{".contains($0) } || $0 == "localhost" } ?? name.hasPrefix("{{")
        let named = isHost || registry == nil ? name : "\(registry ?? "")/\(name)"
        return hasTag(named) || named.contains("@") ? named : named + ":latest"
    }

    /// What stands before the tag or digest.
    static func repository(_ name: String) -> String {
        let named = name.firstIndex(of: "@").map { String(name[..<$0]) } ?? name
        guard let colon = tagColon(named) else { return named }
        return String(named[..<colon])
    }

    /// What stands behind the last colon, where that is a tag.
    static func tag(_ name: String) -> String? {
        let named = name.firstIndex(of: "@").map { String(name[..<$0]) } ?? name
        guard let colon = tagColon(named) else { return nil }
        return String(named[named.index(after: colon)...])
    }

    private static func hasTag(_ name: String) -> Bool { tagColon(name) != nil }

    private static func tagColon(_ name: String) -> String.Index? {
        guard let colon = name.lastIndex(of: ":"), !name[colon...].contains("/") else { return nil }
        return colon
    }
}
