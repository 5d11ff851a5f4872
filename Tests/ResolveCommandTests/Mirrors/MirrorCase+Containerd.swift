extension MirrorCase {
    /// The rows for containerd's `hosts.toml`.
    static let containerd: [MirrorCase] = keys + capabilities + security

    /// A row for the `hosts.toml` of the registry UPSTREAM.
    static func containerd(
        _ title: String, _ text: String, image: String = "UPSTREAM/team/app:1", options: [String] = [],
        holders: [String] = ["UPSTREAM", "FIRST", "SECOND"], asked: [String], status: Int32 = 0, errors: [String] = []
    ) -> MirrorCase {
        MirrorCase(
            title: title, image: image, files: ["containerd/certs.d/UPSTREAM/hosts.toml": text], options: options,
            holders: holders, asked: asked, status: status, errors: errors)
    }

    private static let keys: [MirrorCase] = [
        .containerd("Server", "Server = \"http://FIRST\"\n", asked: ["FIRST"]),
        .containerd(
            "Capabilities", "[host.\"http://FIRST\"]\nCapabilities = [\"pull\"]\n", asked: ["FIRST", "UPSTREAM"]),
        .containerd(
            "[Host] is not [host]", "[Host.\"http://FIRST\"]\nCapabilities = [\"pull\"]\n", asked: ["UPSTREAM"]),
    ]

    private static let capabilities: [MirrorCase] = [
        .containerd(
            "a word of a later version",
            "[host.\"http://FIRST\"]\ncapabilities = [\"pull\", \"resolve\", \"referrers\"]\n",
            asked: ["FIRST"]),
        .containerd(
            "a word that no version knows",
            "[host.\"http://FIRST\"]\ncapabilities = [\"pull\", \"resolve\", \"fly\"]\n",
            asked: ["FIRST"], errors: ["'capabilities' contains 'fly'"]),
        .containerd("capabilities outside tables, no server", "capabilities = [\"pull\"]\n", asked: ["UPSTREAM"]),
        .containerd(
            "resolve alone serves no tag", "[host.\"http://FIRST\"]\ncapabilities = [\"resolve\"]\n",
            asked: ["UPSTREAM"]),
    ]

    private static let security: [MirrorCase] = [
        .containerd(
            "a key about TLS, and the host speaks plain HTTP", "[host.\"http://FIRST\"]\nskip_verify = false\n",
            asked: ["FIRST"])
    ]
}
