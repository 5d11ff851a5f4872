import ImageResolver

/// Where `pull -o` writes to, as the option says it.
package enum OutputPlace {
    /// The folder that `text` names, with or without `oci:`.
    ///
    /// What CLI.md reserves for other kinds of output is refused, so that a script never finds a folder called
    /// `docker` where it meant the engine.
    package static func output(_ text: String) throws(OutputPlaceError) -> PullOutput {
        if text.hasPrefix("oci:") {
            let folder = String(text.dropFirst("oci:".count))
            guard !folder.isEmpty else { throw .empty }
            return .layout(folder)
        }
        guard !text.isEmpty else { throw .empty }
        let isReserved =
            words.contains(text) || kinds.contains { text.hasPrefix($0 + ":") } || text.hasSuffix(".tar")
        guard !isReserved else { throw .reserved(text) }
        return .layout(text)
    }

    /// Outputs that are one word.
    private static let words: Set<String> = ["-", "containerd", "docker", "podman"]
    /// Outputs with a kind before a colon.
    private static let kinds = ["oci-archive", "docker-archive", "rootfs", "containerd", "k3s"]
}
