import ImageModel

/// A registry by itself, as `login` and `logout` name it.
struct RegistryHost: Sendable {
    /// A repository of the registry: what is asked and configured of registries goes by images.
    let reference: Reference

    /// Reads `host[:port]`; the addresses that Docker's file has for keys are understood, too.
    init(parsing text: String) throws(ResolverError) {
        if text.utf8.starts(with: "http://".utf8) {
            throw ResolverError(
                .usage, "'\(Printable.escaped(text))': a registry is named without 'http://'",
                hint: "--plain-http speaks plain HTTP to it")
        }
        var parts = text.split(separator: "/", omittingEmptySubsequences: false)
        if text.utf8.starts(with: "https://".utf8) { parts.removeFirst(2) }
        if parts.last == "" { parts.removeLast() }
        if parts.count == 2, ["v1", "v2"].contains(parts[1]) { parts.removeLast() }
        guard parts.count == 1, let host = parts.first, !host.isEmpty else {
            throw ResolverError(
                .usage, "'\(Printable.escaped(text))' is not a registry: one is named as host[:port], without a path")
        }
        let reference: Reference
        do throws(ReferenceError) {
            reference = try Reference(parsing: "\(host)/login")
        } catch {
            throw ResolverError(.usage, "'\(Printable.escaped(text))' is not a registry: \(error)")
        }
        // A word without a dot, a port and capitals is read as a part of a repository's name.
        guard reference.repository == "login" || reference.repository == "library/login" else {
            throw ResolverError(
                .usage, "'\(Printable.escaped(text))' is not a registry: its name has a dot or a port, or is localhost")
        }
        self.reference = reference
    }
}
