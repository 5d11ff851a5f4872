import TestSupport
import Testing

/// Mirrors with TLS that configuration files name with a plain address.
@Suite struct MirrorSecurityTests {
    private let mirror: MisbehavingRegistry
    private let front: TLSFront
    private let image = SampleImages.single("linux/amd64", layerSize: 200)
    private var resolve: Resolve

    init() throws {
        mirror = try MisbehavingRegistry()
        mirror.add(image, to: "team/app", tags: ["1"])
        front = try TLSFront(before: mirror.authority)
        resolve = try Resolve()
        resolve.environment["XDG_CONFIG_HOME"] = resolve.home.file("config")
    }

    // containerd 2 asks such a host over TLS first. It shows its certificate to a client that verifies it, or does not.
    @Test(
        .userCase("M12"),
        arguments: [
            ("skip_verify = false", false), ("skip_verify = false", true), ("skip_verify = true", false),
            ("ca = \"CERTIFICATE\"", false),
        ])
    func `a host with a plain address and a key about TLS serves over TLS`(key: String, isTrusted: Bool) throws {
        var resolve = resolve
        if isTrusted { resolve.environment["SSL_CERT_FILE"] = front.certificate }
        let text = "[host.\"http://127.0.0.1:\(front.port)\"]\n\(key)\n"
            .replacing("CERTIFICATE", with: front.certificate)
        try resolve.home.write("config/containerd/certs.d/_default/hosts.toml", text)
        let explained = try resolve.run("mirrors", "explain", "r.invalid/team/app:1")
        #expect(explained.output.contains("TLS, else plain HTTP"))
        let result = try resolve.run(
            "pull", "--host", "amd64-v1", "--mirror-only", "r.invalid/team/app:1", "-o", resolve.home.file("out"))
        let isServed = isTrusted || key != "skip_verify = false"
        #expect((result.status == 0) == isServed, "\(result.errors)")
        #expect(isServed == !mirror.log.isEmpty)
        if !isServed { #expect(result.errors.contains("certificate")) }
    }

    // dockerd looks a name up to see whether it is in a network that is listed as insecure.
    @Test(
        .userCase("M9"),
        arguments: [
            ("127.0.0.0/8", "localhost:PORT/team/app:1", true), ("::1/128", "localhost:PORT/team/app:1", nil),
            ("10.0.0.0/8", "localhost:PORT/team/app:1", false), ("127.0.0.0/8", "team/app:1", true),
            ("10.0.0.0/8", "team/app:1", false),
        ] as [(String, String, Bool?)])
    func `the name of a registry or mirror in an insecure network needs no valid certificate`(
        network: String, image: String, isServed: Bool?
    ) throws {
        let image = image.replacing("PORT", with: "\(front.port)")
        try resolve.home.write(
            "config/docker/daemon.json",
            "{\"insecure-registries\":[\"\(network)\"],\"registry-mirrors\":[\"https://localhost:\(front.port)\"]}")
        let explained = try resolve.run("mirrors", "explain", image, "--json")
        let isExplained = explained.output.contains("\"skipVerify\": true")
        // Whether `localhost` has the address ::1, too, is this machine's affair.
        if let isServed { #expect(isExplained == isServed, "\(explained.output)") }
        let options = image.hasPrefix("localhost") ? [] : ["--mirror-only"]
        let words = ["pull", "--host", "amd64-v1", image, "-o", resolve.home.file("out")]
        let result = try resolve.run(words + options)
        #expect((result.status == 0) == isExplained, "\(result.errors)")
        #expect(isExplained == !mirror.log.isEmpty)
    }
}
