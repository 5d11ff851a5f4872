extension Sequence {
    /// The images of a layout or an archive that `tag` names; `names` returns the names of an image there.
    ///
    /// An exactly equal name takes precedence over one that is equal in full, or has the same tag.
    package func named(_ tag: String, by names: (Element) -> [String]) -> [Element] {
        let equal = filter { names($0).contains(tag) }
        guard equal.isEmpty else { return equal }
        let wanted = try? Reference(parsing: tag)
        return filter { image in
            names(image).contains { name in
                guard let reference = try? Reference(parsing: name) else { return false }
                return reference == wanted || reference.tag == tag
            }
        }
    }
}

extension Sequence<String> {
    /// These names as part of a sentence, each once and in quotes, for a choice between them; `nil` if there are none.
    ///
    /// Only names for which `selects` is true count, and only some of them are listed if there are many.
    package func offer(_ selects: (String) throws -> Bool) rethrows -> String? {
        var seen: Set<String> = []
        let distinct = filter { seen.insert($0).inserted }
        let offered = try distinct.prefix(Limits.offeredNames).filter(selects)
        guard !offered.isEmpty else { return nil }
        let list = offered.map { "'\(Printable.escaped($0))'" }.joined(separator: ", ")
        let rest = distinct.count - Limits.offeredNames
        return rest > 0 ? "\(list) and \(rest) more" : list
    }
}

extension Reference {
    /// The full name that a layout or an archive gives an image; `nil` for a tag, which names no repository.
    package init?(imageName: String) {
        guard imageName.utf8.contains(where: { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "/") }),
            let reference = try? Reference(parsing: imageName)
        else { return nil }
        self = reference
    }
}
