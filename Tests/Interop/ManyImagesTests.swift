import Foundation
import TestSupport
import Testing

/// Many images from Debian's docker-registry behind an nginx that permits few requests at once.
struct ManyImagesTests {
    private static let count = 30
    private static let limit = 4
    private let registry: LocalRegistry
    private let front: NginxServer
    private let images: [SampleImage]

    init() throws {
        registry = try LocalRegistry()
        images = Self.makeImages()
        for (number, image) in images.enumerated() {
            try registry.store(image, as: "team/app\(number % 5)", tag: "\(number)")
        }
        let folder = try TemporaryFolder()
        front = try NginxServer(
            "limit_conn all \(Self.limit); access_log requests.log;" + NginxSettings.passing(to: registry.authority),
            beside: "limit_conn_zone $server_port zone=all:1m;", in: folder)
    }

    /// Images on three bases of two layers, each with a layer of its own.
    private static func makeImages() -> [SampleImage] {
        let builder = ImageBuilder()
        func layer(_ name: String, _ size: Int, _ seed: Int) -> SampleLayer {
            builder.layer([.random(name, size: size, seed: UInt64(seed))], compression: .none)
        }
        let bases = (0..<3).map { number in
            [layer("system", 1_500_000, number), layer("runtime", 700_000, 10 + number)]
        }
        return (0..<count).map { number in
            builder.image("linux/amd64", layers: bases[number % 3] + [layer("app", 60_000, 100 + number)])
        }
    }

    private var names: [String] {
        images.indices.map { front.reference("team/app\($0 % 5):\($0)") }
    }

    /// The lines of the access log: method, path and status.
    private func requests() throws -> [(method: String, path: String, status: String)] {
        String(decoding: try front.folder.read("requests.log"), as: UTF8.self).split(separator: "\n").compactMap {
            line in
            let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
            guard parts.count > 2 else { return nil }
            let words = parts[1].split(separator: " ").map(String.init)
            let status = parts[2].split(separator: " ").first.map(String.init)
            guard words.count == 3, let status else { return nil }
            return (words[0], words[1], status)
        }
    }

    @Test(arguments: [[], ["-o", "out"]])
    func `each blob is requested once, and never more at once than the registry permits`(output: [String]) throws {
        let resolve = try Resolve()
        let result = try resolve.run(
            ["pull", "--file", "-", "--platform", "linux/amd64", "--jobs", "\(Self.limit)", "--connections", "1"]
                + output,
            stdin: Array(names.joined(separator: "\n").utf8))
        #expect(result.status == 0, "\(result.errors)")
        let expected = zip(names, images).map { name, image in
            "\(name.split(separator: ":").dropLast().joined(separator: ":"))@\(image.digest)"
        }
        #expect(result.output.split(separator: "\n").map(String.init) == expected)
        let requests = try requests().filter { $0.path.contains("team/") }
        #expect(requests.allSatisfy { $0.status == "200" }, "\(requests.filter { $0.status != "200" })")
        let blobs = requests.filter { $0.path.contains("/blobs/") }
            .map { String($0.path.split(separator: "/").last ?? "") }
        #expect(blobs.sorted() == Set(images.flatMap(\.blobs).map(\.digest)).sorted())
        #expect(requests.count == blobs.count + images.count)
    }

    @Test func `a pull that sends more at once than the registry permits sends less then, and succeeds`() throws {
        let resolve = try Resolve()
        let result = try resolve.run(
            [
                "pull", "--file", "-", "--platform", "linux/amd64", "--jobs", "9", "--connections", "1", "--retries",
                "0",
            ],
            stdin: Array(names.joined(separator: "\n").utf8))
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.split(separator: "\n").count == images.count)
        let done = try requests().filter { $0.status == "200" && $0.path.contains("/blobs/") }
        #expect(done.count == Set(images.flatMap(\.blobs).map(\.digest)).count)
    }

    @Test func `a plan counts the same requests and bytes, each blob once`() throws {
        let resolve = try Resolve()
        let list = Array(names.joined(separator: "\n").utf8)
        let plan = try resolve.run(["plan", "--json", "--file", "-", "--jobs", "\(Self.limit)"], stdin: list)
        #expect(plan.status == 0, "\(plan.errors)")
        let read = try requests().filter { $0.path.contains("team/") }
        let configs = Set(images.compactMap(\.config?.digest))
        #expect(
            read.filter { $0.path.contains("/blobs/") }.allSatisfy { request in
                configs.contains { request.path.hasSuffix($0) }
            })
        let total = try #require(plan.output.split(separator: "\n").last)
        let unique = Dictionary(
            (images.flatMap(\.blobs) + images.map(\.root)).map { ($0.digest, $0.size) }
        ) { first, _ in first }
        #expect(total.contains("\"download\":\(unique.values.reduce(0, +)),"))
        #expect(total.contains("\"requests\":\(unique.count)"))
    }

    @Test func `a chart that skopeo pushed is pulled as an artifact, with its title`() throws {
        let title = [("annotations", JSONText.strings(["org.opencontainers.image.title": "demo-1.0.0.tgz"]))]
        let config = SampleBlob(mediaType: "application/vnd.cncf.helm.config.v1+json", bytes: Array("{}".utf8))
        let content = SampleBlob(
            mediaType: "application/vnd.cncf.helm.chart.content.v1.tar+gzip", bytes: Array("chart".utf8))
        let chart = ImageBuilder().image(config: config, layers: [content], manifestExtra: title)
        let folder = try TemporaryFolder()
        try registry.push(layout: try chart.writeLayout(to: folder, tag: "1"), tag: "1", to: "charts/demo:1")
        let resolve = try Resolve()
        let refused = try resolve.run("pull", registry.reference("charts/demo:1"), "-o", "out")
        #expect(refused.status == 3)
        #expect(refused.errors.contains("a Helm chart"))
        let pulled = try resolve.run("pull", registry.reference("charts/demo:1"), "--artifact", "-o", "out")
        #expect(pulled.status == 0, "\(pulled.errors)")
        #expect(resolve.layout("out").holdsExactly(chart))
        #expect(try Skopeo.raw("oci:\(resolve.home.file("out")):1") == chart.root.bytes)
        // What was pulled can be pushed to another registry as it is.
        let other = try LocalRegistry()
        try resolve.runChecked("push", "oci:out:1", other.reference("charts/copy:1"))
        #expect(try Skopeo.raw("docker://" + other.reference("charts/copy:1")) == chart.root.bytes)
    }
}

extension LocalRegistry {
    /// Puts an image into the registry's storage, in the form of its file system driver: faster than a push.
    fileprivate func store(_ image: SampleImage, as repository: String, tag: String) throws {
        let root = storage + "/docker/registry/v2"
        func write(_ path: String, _ bytes: [UInt8]) throws {
            let url = URL(fileURLWithPath: root + "/" + path)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: url)
        }
        for blob in [image.root] + image.blobs {
            let hex = blob.digest.dropFirst("sha256:".count)
            try write("blobs/sha256/\(hex.prefix(2))/\(hex)/data", blob.bytes)
            let isManifest = blob.digest == image.digest
            let folder = isManifest ? "_manifests/revisions" : "_layers"
            try write("repositories/\(repository)/\(folder)/sha256/\(hex)/link", Array(blob.digest.utf8))
        }
        let hex = image.digest.dropFirst("sha256:".count)
        for place in ["current", "index/sha256/\(hex)"] {
            try write("repositories/\(repository)/_manifests/tags/\(tag)/\(place)/link", Array(image.digest.utf8))
        }
    }
}
