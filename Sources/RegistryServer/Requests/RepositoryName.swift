import ImageModel

/// The grammar of repository names, as ``Reference`` knows it.
enum RepositoryName {
    /// Whether `name` is a repository's name, without registry, tag or digest.
    static func isValid(_ name: String) -> Bool {
        guard let reference = try? Reference(parsing: "localhost/" + name) else { return false }
        return reference.repository == name
    }

    /// The nearest valid name to a folder's, for a layout that names no repository.
    static func suggested(byFolder name: String) -> String {
        let words = name.lowercased().utf8.split { byte in
            !(0x61...0x7A).contains(byte) && !(0x30...0x39).contains(byte)
        }
        let joined = words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "-")
        if isValid(name) { return name }
        return isValid(joined) ? joined : "image"
    }
}
