/// The names of members, brought to one form.
enum MemberName {
    /// `name` without `./` and without a slash at its end; `nil` for the archive's own folder.
    ///
    /// - Throws: ``ArchiveError/escapes(member:)`` for a name that leads out of the archive.
    static func plain(_ name: String) throws(ArchiveError) -> String? {
        guard name.utf8.first != UInt8(ascii: "/") else { throw .escapes(member: name) }
        let parts = name.split(separator: "/", omittingEmptySubsequences: true).filter { $0 != "." }
        guard !parts.contains("..") else { throw .escapes(member: name) }
        return parts.isEmpty ? nil : parts.joined(separator: "/")
    }
}
