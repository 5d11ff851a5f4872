import Foundation
import TestSupport
import Testing

/// Configuration files, an image, and the registries that a pull of it asks: a row of the tables `MirrorCase.podman` and others.
///
/// In the texts, `UPSTREAM`, `FIRST` and `SECOND` stand for the `host:port` of three registries on loopback. Those in
/// ``holders`` have the image under the names `team/app`, `copies/app` and `library/app`, all with the tag `1`.
struct MirrorCase: CustomTestStringConvertible, Sendable {
    /// What the row shows.
    let title: String
    /// The image.
    var image = "UPSTREAM/team/app:1"
    /// The files by path below `XDG_CONFIG_HOME`, for example `containers/registries.conf`, `docker/daemon.json` or
    /// `containerd/certs.d/UPSTREAM/hosts.toml`.
    let files: [String: String]
    /// The environment variables, where `HOME/` stands for the path of the folder of ``files``.
    var environment: [String: String] = [:]
    /// The options of both commands.
    var options: [String] = []
    /// The registries that have the image.
    var holders = ["UPSTREAM", "FIRST", "SECOND"]
    /// The registries that get a request of the pull.
    let asked: [String]
    /// The exit status of the pull.
    var status: Int32 = 0
    /// What the error of the pull names.
    var errors: [String] = []

    /// A row for podman's `containers/registries.conf`.
    static func podman(
        _ title: String, _ text: String, image: String = "UPSTREAM/team/app:1", options: [String] = [],
        holders: [String] = ["UPSTREAM", "FIRST", "SECOND"], asked: [String], status: Int32 = 0, errors: [String] = []
    ) -> MirrorCase {
        MirrorCase(
            title: title, image: image, files: ["containers/registries.conf": text], options: options,
            holders: holders, asked: asked, status: status, errors: errors)
    }

    var testDescription: String { title }
}

/// The registries and files of one row, and both commands.
struct MirrorCaseScene {
    private let row: MirrorCase
    private let registries: [String: MisbehavingRegistry]
    private let home: TemporaryFolder
    private let image = SampleImages.single("linux/amd64", layerSize: 200)

    /// Starts the registries and writes the files.
    init(_ row: MirrorCase) throws {
        self.row = row
        home = try TemporaryFolder()
        var registries: [String: MisbehavingRegistry] = [:]
        for name in ["UPSTREAM", "FIRST", "SECOND"] {
            let registry = try MisbehavingRegistry()
            if row.holders.contains(name) {
                for repository in ["team/app", "copies/app", "library/app"] {
                    registry.add(image, to: repository, tags: ["1"])
                }
            }
            registries[name] = registry
        }
        self.registries = registries
        for (path, text) in row.files { try home.write(filled(path), filled(text)) }
    }

    /// Checks that both commands agree with the row and with each other.
    func check() throws {
        let explained = try run(["mirrors", "explain", "--json"])
        #expect(askedRegistries.isEmpty, "mirrors explain contacts no registry")
        let pulled = try run(["pull", "--host", "amd64-v1", "-o", home.file("out")])
        #expect(pulled.status == row.status, "\(pulled.errors)")
        #expect(askedRegistries == Set(row.asked), "\(explained.output)\n\(pulled.errors)")
        for text in row.errors { #expect(pulled.errors.contains(filled(text)), "\(pulled.errors)") }
        guard explained.status == 0 else {
            #expect(explained.status == pulled.status && askedRegistries.isEmpty, "\(pulled.errors)")
            let message = try #require(JSONObject(explained.errors).object("error")?.text("message"))
            #expect(pulled.errors.contains(message), "\(pulled.errors)")
            return
        }
        let places = try JSONObject(explained.output).objects("places")
        let holders = Set(row.holders.compactMap { registries[$0]?.authority })
        for kind in row.image.contains("@") ? ["digestURL"] : ["tagURL", "digestURL"] {
            let order = places.filter { $0.text(kind) != nil }.compactMap { $0.text("registry") }
            let end = order.firstIndex(where: holders.contains).map { order.index(after: $0) } ?? order.endIndex
            // Without the tag's manifest, nothing is requested by digest.
            guard kind == "tagURL" || row.image.contains("@") || pulled.status == 0 else { continue }
            #expect(asked(kind == "tagURL" ? "/manifests/1" : "/sha256:") == Set(order[..<end]), "\(kind)")
        }
        for place in places {
            guard let registry = registries.values.first(where: { $0.authority == place.text("registry") }) else {
                continue
            }
            let tags = Set(registry.log.map(\.target).filter { $0.contains("/manifests/1") })
            #expect(tags.allSatisfy { place.text("tagURL")?.hasSuffix(registry.authority + $0) == true }, "\(tags)")
        }
    }

    private func run(_ words: [String]) throws -> ProgramResult {
        var environment = row.environment.mapValues {
            filled($0).replacingOccurrences(of: "HOME/", with: home.path + "/")
        }
        environment["XDG_CONFIG_HOME"] = home.path
        return try Command.run(words + row.options.map(filled) + [filled(row.image)], environment: environment)
    }

    private func filled(_ text: String) -> String {
        var text = text.replacingOccurrences(of: "DIGEST", with: image.digest)
        for (name, registry) in registries { text = text.replacingOccurrences(of: name, with: registry.authority) }
        return text
    }

    private var askedRegistries: Set<String> { Set(registries.filter { !$1.log.isEmpty }.keys) }

    /// The registries that got a request whose path contains `part`.
    private func asked(_ part: String) -> Set<String> {
        Set(registries.values.filter { $0.log.contains { $0.path.contains(part) } }.map(\.authority))
    }
}

/// `resolve mirrors explain` says what `resolve pull` then does.
struct MirrorCaseTests {
    @Test(.userCase("M1", "M2", "M3", "M4", "M5", "M10", "P12"), arguments: MirrorCase.podman)
    func `a pull asks what mirrors explain lists, with podman's files`(row: MirrorCase) throws {
        try MirrorCaseScene(row).check()
    }

    @Test(.userCase("M13", "P18"), arguments: MirrorCase.docker)
    func `a pull asks what mirrors explain lists, with Docker's files`(row: MirrorCase) throws {
        try MirrorCaseScene(row).check()
    }

    @Test(.userCase("P18"), arguments: MirrorCase.rancher)
    func `a pull asks what mirrors explain lists, with the file of k3s`(row: MirrorCase) throws {
        try MirrorCaseScene(row).check()
    }

    @Test(.userCase("M3", "P2", "M8", "M11", "M12"), arguments: MirrorCase.containerd)
    func `a pull asks what mirrors explain lists, with containerd's files`(row: MirrorCase) throws {
        try MirrorCaseScene(row).check()
    }
}
