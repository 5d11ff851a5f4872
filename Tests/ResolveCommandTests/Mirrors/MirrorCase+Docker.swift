extension MirrorCase {
    /// The rows for Docker's `daemon.json`.
    static let docker: [MirrorCase] = [
        .docker(
            "a mirror of Docker Hub is asked with ns=docker.io", #"{"registry-mirrors": ["http://FIRST"]}"#,
            asked: ["FIRST"]),
        .docker(
            "the first mirror without the image", #"{"registry-mirrors": ["http://FIRST", "http://SECOND"]}"#,
            holders: ["SECOND"], asked: ["FIRST", "SECOND"]),
        .docker(
            "mirrors of Docker Hub serve no other registry", #"{"registry-mirrors": ["http://FIRST"]}"#,
            image: "UPSTREAM/team/app:1", asked: ["UPSTREAM"]),
        MirrorCase(
            title: "hosts.toml in Docker's folder",
            files: ["docker/certs.d/UPSTREAM/hosts.toml": "[host.\"http://FIRST\"]\n"], asked: ["FIRST"]),
        MirrorCase(
            title: "mirrors in hosts.toml replace those in daemon.json", image: "docker.io/library/app:1",
            files: [
                "docker/certs.d/docker.io/hosts.toml": "[host.\"http://FIRST\"]\n",
                "docker/daemon.json": #"{"registry-mirrors": ["http://SECOND"]}"#,
            ], options: ["--mirror-only"], holders: ["SECOND"], asked: ["FIRST"], status: 6),
    ]

    /// The rows for `registries.yaml` of k3s.
    static let rancher: [MirrorCase] = [
        .rancher(
            "a mirror with another name for the image",
            "mirrors:\n  UPSTREAM:\n    endpoint: ['http://FIRST']\n    rewrite: {'^team/(.*)': 'copies/$1'}\n",
            asked: ["FIRST"]),
        .rancher(
            "mirrors without the image", "mirrors: {'UPSTREAM': {endpoint: ['http://FIRST', SECOND]}}\n",
            holders: ["UPSTREAM"], asked: ["FIRST", "SECOND", "UPSTREAM"]),
        .rancher(
            "an endpoint without a scheme", "mirrors: {'UPSTREAM': {endpoint: [FIRST]}}\n", asked: ["FIRST"]),
        .rancher("the mirror of all registries", "mirrors: {'*': {endpoint: ['http://FIRST']}}\n", asked: ["FIRST"]),
        .rancher(
            "the mirror of all registries, and a registry of its own",
            "mirrors: {'*': {endpoint: ['http://FIRST']}}\nconfigs: {'UPSTREAM': {auth: {username: a, password: b}}}\n",
            asked: ["UPSTREAM"]),
        .rancher(
            "a file that is not YAML", "mirrors: [", asked: ["UPSTREAM"],
            errors: ["registries.yaml, line 2: not valid YAML"]),
        MirrorCase(
            title: "containerd's hosts.toml comes first",
            files: [
                "rancher/k3s/registries.yaml": "mirrors: {'UPSTREAM': {endpoint: ['http://FIRST']}}\n",
                "containerd/certs.d/UPSTREAM/hosts.toml": "[host.\"http://SECOND\"]\n",
            ], asked: ["SECOND"]),
    ]

    /// A row for `registries.yaml`.
    static func rancher(
        _ title: String, _ text: String, holders: [String] = ["UPSTREAM", "FIRST", "SECOND"], asked: [String],
        errors: [String] = []
    ) -> MirrorCase {
        MirrorCase(
            title: title, files: ["rancher/k3s/registries.yaml": text], holders: holders, asked: asked, errors: errors)
    }

    /// A row for `daemon.json`.
    static func docker(
        _ title: String, _ text: String, image: String = "docker.io/library/app:1",
        holders: [String] = ["UPSTREAM", "FIRST", "SECOND"], asked: [String]
    ) -> MirrorCase {
        MirrorCase(title: title, image: image, files: ["docker/daemon.json": text], holders: holders, asked: asked)
    }
}
