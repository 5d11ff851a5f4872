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
