extension MirrorCase {
    /// The rows for podman's `registries.conf`.
    static let podman: [MirrorCase] =
        blockedMirrors + blockedRegistries + keys + unknownRegistries + digestOnly + dockerHub

    private static func table(_ keys: String) -> String { "[[registry]]\n\(keys)\n" }

    private static func mirror(_ location: String, _ keys: String = "") -> String {
        "[[registry.mirror]]\nlocation = \"\(location)\"\n\(keys)\n"
    }

    private static let upstream = table("location = \"UPSTREAM\"")
    private static let blockedUpstream = table("location = \"UPSTREAM\"\nblocked = true")
    private static let blockedFirst = table("location = \"FIRST\"\nblocked = true")

    private static let blockedMirrors: [MirrorCase] = [
        .podman(
            "without a block the mirror serves", upstream + mirror("FIRST/team"), holders: ["UPSTREAM"],
            asked: ["FIRST", "UPSTREAM"]),
        .podman(
            "a blocked mirror is passed over", upstream + mirror("FIRST") + blockedFirst, asked: ["UPSTREAM"],
            errors: ["'FIRST' is skipped: it is blocked by"]),
        .podman(
            "the next mirror of a blocked one serves",
            upstream + mirror("FIRST") + mirror("SECOND") + blockedFirst, asked: ["SECOND"]),
        .podman(
            "a block of a path at the mirror counts for that path",
            upstream + mirror("FIRST") + table("location = \"FIRST/team\"\nblocked = true"), asked: ["UPSTREAM"]),
        .podman(
            "a block of another path at the mirror does not count",
            upstream + mirror("FIRST") + table("location = \"FIRST/other\"\nblocked = true"), asked: ["FIRST"]),
        .podman(
            "a longer prefix at the mirror that is not blocked counts",
            upstream + mirror("FIRST") + blockedFirst + table("location = \"FIRST/team\""), asked: ["FIRST"]),
        .podman(
            "a blocked mirror of the command line is passed over", blockedFirst, options: ["--mirror", "FIRST"],
            asked: ["UPSTREAM"]),
        .podman(
            "with --mirror-only a blocked mirror leaves nothing", blockedFirst,
            options: ["--mirror", "FIRST", "--mirror-only"], asked: [], status: 7, errors: ["blocked by"]),
        .podman(
            "when another mirror fails, a blocked mirror does not decide the status",
            upstream + mirror("FIRST") + blockedFirst, holders: [], asked: ["UPSTREAM"], status: 6),
        .podman(
            "a table about a mirror that cannot be used ends the pull",
            upstream + mirror("FIRST") + table("location = \"FIRST\"\nblocked = \"yes\""), asked: [], status: 11,
            errors: ["'blocked' is not true or false"]),
        MirrorCase(
            title: "podman's block counts for a mirror of containerd",
            files: [
                "containers/registries.conf": blockedFirst,
                "containerd/certs.d/UPSTREAM/hosts.toml": "[host.\"http://FIRST\"]\n",
            ], asked: ["UPSTREAM"]),
        MirrorCase(
            title: "podman's block counts for the path of a containerd mirror's API",
            files: [
                "containers/registries.conf": table("location = \"FIRST/v2/copies\"\nblocked = true")
                    + table("location = \"FIRST/copies\"\nblocked = true"),
                "containerd/certs.d/UPSTREAM/hosts.toml":
                    "[host.\"http://FIRST/v2/copies\"]\noverride_path = true\n",
            ], asked: ["UPSTREAM"]),
    ]

    private static let moved = table("prefix = \"UPSTREAM/team\"\nlocation = \"FIRST/copies\"")

    private static let blockedRegistries: [MirrorCase] = [
        .podman("a location replaces the registry", moved, asked: ["FIRST"]),
        .podman(
            "a blocked location is refused", moved + blockedFirst, asked: [], status: 7,
            errors: ["'FIRST/copies/app' is blocked by", "line 4"]),
        .podman(
            "the mirrors of a blocked location serve", moved + mirror("SECOND/copies") + blockedFirst,
            asked: ["SECOND"]),
        .podman(
            "a blocked location is never asked after its mirrors",
            moved + mirror("SECOND/copies") + blockedFirst, holders: ["UPSTREAM", "FIRST"], asked: ["SECOND"],
            status: 7, errors: ["blocked by", "SECOND"]),
        .podman(
            "a blocked image without mirrors is refused", blockedUpstream, asked: [], status: 7,
            errors: ["images of 'UPSTREAM' are blocked by"]),
        .podman(
            "a blocked registry is not asked beside --mirror", blockedUpstream,
            options: ["--mirror", "FIRST"], holders: ["UPSTREAM", "FIRST"], asked: ["FIRST"]),
        .podman(
            "the mirrors of a blocked registry serve", blockedUpstream + mirror("FIRST") + mirror("SECOND"),
            holders: ["UPSTREAM", "SECOND"], asked: ["FIRST", "SECOND"]),
        .podman(
            "a blocked registry is never asked after its mirrors", blockedUpstream + mirror("FIRST"),
            holders: ["UPSTREAM"], asked: ["FIRST"], status: 7, errors: ["blocked by", "line 1", "FIRST"]),
        .podman(
            "a mirror at the blocked registry itself is not asked",
            blockedUpstream + mirror("UPSTREAM/copies"), asked: [], status: 7),
        .podman(
            "a blocked location of a table with mirrors is not asked",
            table("prefix = \"UPSTREAM\"\nlocation = \"SECOND\"\nblocked = true") + mirror("FIRST"),
            holders: ["UPSTREAM", "SECOND"], asked: ["FIRST"], status: 7),
        .podman(
            "a block of a host counts for its ports", table("location = \"127.0.0.1\"\nblocked = true"),
            asked: [], status: 7, errors: ["images of '127.0.0.1' are blocked"]),
        .podman(
            "a table for the port says otherwise",
            table("location = \"127.0.0.1\"\nblocked = true") + upstream, asked: ["UPSTREAM"]),
        .podman(
            "a block of a path counts at every port, whatever a table for the port says",
            table("location = \"127.0.0.1/team\"\nblocked = true") + upstream, asked: [], status: 7),
        .podman(
            "a block of a host with mirrors has none for its ports",
            table("location = \"127.0.0.1\"\nblocked = true") + mirror("FIRST"), asked: [], status: 7),
        .podman(
            "a location of a host does not count for its ports",
            table("prefix = \"127.0.0.1\"\nlocation = \"FIRST\""), asked: ["UPSTREAM"]),
        .podman("a block of one port does not count for another", blockedFirst, asked: ["UPSTREAM"]),
        .podman(
            "a second table for the same prefix cannot lift a block", upstream + blockedUpstream, asked: [],
            status: 7),
    ]

    private static let keys: [MirrorCase] = [
        .podman("Blocked", table("location = \"UPSTREAM\"\nBlocked = true"), asked: [], status: 7),
        .podman(
            "[[Registry]] and LOCATION", "[[Registry]]\nLOCATION = \"UPSTREAM\"\nBLOCKED = true\n", asked: [],
            status: 7),
        .podman(
            "[[registry]] and [[Registry]] together",
            table("location = \"FIRST\"") + "[[Registry]]\nlocation = \"UPSTREAM\"\nblocked = true\n", asked: [],
            status: 7),
        .podman("Mirror and Location", upstream + "[[registry.Mirror]]\nLocation = \"FIRST\"\n", asked: ["FIRST"]),
        .podman(
            "one key in two spellings", table("location = \"UPSTREAM\"\nblocked = false\nBlocked = true"),
            asked: [], status: 11, errors: ["'blocked' and 'Blocked' are the same key"]),
        .podman(
            "an unknown key is a warning", table("location = \"UPSTREAM\"\nblokced = true"), asked: ["UPSTREAM"],
            errors: ["line 3: 'blokced' is not a known key"]),
        .podman("half a file", "[[registry]]\nlocation = \"UPSTREAM\"\nblo", asked: [], status: 11),
    ]

    private static let unknownRegistries: [MirrorCase] = [
        .podman(
            "a scheme in the location", table("location = \"http://FIRST\"\nblocked = true"), asked: [],
            status: 11, errors: ["line 2: 'location' is 'http://FIRST', not host[:port][/path]"]),
        .podman(
            "a scheme in the prefix", table("prefix = \"https://FIRST\"\nlocation = \"FIRST\""), asked: [],
            status: 11, errors: ["line 2: 'prefix' is"]),
        .podman(
            "neither location nor prefix", table("blocked = true"), asked: [], status: 11,
            errors: ["line 1, [[registry]]: 'location' is missing"]),
        .podman(
            "a location that is no text", table("location = [\"FIRST\"]"), asked: [], status: 11,
            errors: ["line 2: 'location' is not a string"]),
        .podman(
            "a blank in the prefix", table("prefix = \"FIRST /team\"\nlocation = \"FIRST\""), asked: [],
            status: 11),
        .podman("a wildcard in the middle", table("prefix = \"a.*.example\"\nblocked = true"), asked: [], status: 11),
    ]

    private static let digestOnly: [MirrorCase] = ["pull-from-mirror = \"digest-only\"", ""].flatMap { key in
        let keys = key.isEmpty ? "location = \"UPSTREAM\"\nmirror-by-digest-only = true" : "location = \"UPSTREAM\""
        let text = table(keys) + mirror("FIRST", key)
        let name = key.isEmpty ? "mirror-by-digest-only" : "digest-only"
        return [
            MirrorCase.podman("\(name): an image named by tag is not asked of the mirror", text, asked: ["UPSTREAM"]),
            .podman(
                "\(name): an image named by digest is asked of the mirror", text,
                image: "UPSTREAM/team/app@DIGEST", asked: ["FIRST"]),
            .podman(
                "\(name): with a block, a tag has no mirror left",
                text.replacing("location = \"UPSTREAM\"", with: "location = \"UPSTREAM\"\nblocked = true"),
                asked: [], status: 7),
        ]
    }

    private static let dockerHub: [MirrorCase] =
        ["docker.io", "index.docker.io", "registry-1.docker.io"].flatMap { name in
            [
                MirrorCase.podman(
                    "\(name): a block counts for Docker Hub",
                    table("location = \"\(name)\"\nblocked = true"), image: "app:1", asked: [], status: 7),
                .podman(
                    "\(name): mirrors of a blocked Docker Hub serve",
                    table("location = \"\(name)\"\nblocked = true") + mirror("FIRST"),
                    image: "index.docker.io/library/app:1",
                    asked: ["FIRST"]),
                .podman(
                    "\(name): mirrors for Docker Hub serve, and the block of another name counts",
                    table("location = \"docker.io\"") + mirror("FIRST")
                        + table("prefix = \"\(name)\"\nlocation = \"\(name)\"\nblocked = true"),
                    image: "app:1", holders: ["UPSTREAM"], asked: ["FIRST"], status: 7),
                MirrorCase(
                    title: "\(name): containerd's folder counts for Docker Hub", image: "app:1",
                    files: ["containerd/certs.d/\(name)/hosts.toml": "server = \"http://FIRST\"\n"], asked: ["FIRST"]),
            ]
        } + [
            .podman(
                "*.docker.io counts for Docker Hub", table("prefix = \"*.docker.io\"\nblocked = true"),
                image: "app:1", asked: [], status: 7)
        ]
}
