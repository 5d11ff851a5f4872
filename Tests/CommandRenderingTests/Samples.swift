import ImageModel
import PlatformModel

@testable import ImageResolver

/// Sample values for several tests.
enum Samples {
    /// A digest that repeats one digit.
    static func digest(_ digit: Character) throws -> Digest {
        try Digest(parsing: "sha256:" + String(repeating: digit, count: 64))
    }

    /// A host with an emulator for arm64.
    static func host(_ platform: Platform) -> Host {
        Host(
            platform: platform,
            emulators: [Emulator(handler: "qemu-aarch64", architecture: "arm64", fixesBinary: true)])
    }

    /// An entry of an index; with `subject`, an attestation.
    static func descriptor(
        _ digit: Character, _ platform: Platform?, size: Int64 = 1_234, attests subject: Digest? = nil
    ) throws -> Descriptor {
        var annotations: [String: String] = [:]
        if let subject {
            annotations = [
                "vnd.docker.reference.type": "attestation-manifest",
                "vnd.docker.reference.digest": subject.description,
            ]
        }
        return Descriptor(
            mediaType: MediaType.ociManifest, digest: try digest(digit), size: size, platform: platform,
            annotations: annotations)
    }

    /// The entries of an index with amd64 at two levels, arm, Windows, and an attestation; some names are hostile.
    static func descriptors() throws -> [Descriptor] {
        [
            try descriptor("1", Platform(os: "linux", architecture: "amd64")),
            try descriptor("2", Platform(os: "linux", architecture: "amd64", variant: "v3"), size: 12_345_678),
            try descriptor("3", Platform(os: "linux", architecture: "arm", variant: "v7")),
            try descriptor("4", Platform(os: "windows", architecture: "amd64", osVersion: "10.0.17763.1")),
            try descriptor("5", Platform(os: "linux", architecture: "evil\u{1B}[31m")),
            try descriptor("6", Platform(os: "unknown", architecture: "unknown"), attests: try digest("1")),
        ]
    }

    /// The real ranking of `descriptors` for `wanted`, as the façade returns it.
    static func explanation(
        _ wanted: Wanted, _ descriptors: [Descriptor], command: String? = nil
    ) throws -> Explanation {
        let matcher = Matcher(wanted: wanted, policy: MatchPolicy(), catalog: try PlatformCatalog.builtIn())
        let judgement = matcher.judge(descriptors.map { Candidate($0) })
        let candidates = judgement.verdicts.map { explained($0, descriptors[$0.position[0]]) }
        let chosen = candidates.first { $0.position == judgement.chosen?.position }
        let nearest = candidates.first { $0.position == judgement.nearest?.position }
        let noMatch = NoMatch(
            wanted: wanted.host.platform, origin: wanted.origin, offered: candidates, nearest: nearest,
            advice: command.map { _ in NoMatchAdvice(options: ["--platform", "linux/amd64"], runs: false) },
            command: command)
        return Explanation(
            image: "registry.example/team/app:1", indexDigest: try digest("a"), indexMediaType: MediaType.ociIndex,
            wanted: wanted, platform: wanted.host.platform, candidates: candidates, chosen: chosen,
            noMatch: chosen == nil ? noMatch : nil, isUnsupported: judgement.onlyUnsupported)
    }

    /// A request for `platform` on an amd64 host of the third level.
    static func wanted(_ platform: Platform?, origin: Wanted.Origin) throws -> Wanted {
        let here = host(Platform(os: "linux", architecture: "amd64", variant: "v3"))
        guard let platform else { return Wanted.from(host: here, origin: origin) }
        return Wanted.requesting(platform, on: here, origin: origin, catalog: try PlatformCatalog.builtIn())
    }

    /// A pulled image.
    static func pulled(
        bytes: Int64 = 3_000_000, fromCache: Int64 = 0, resumed: Int64 = 0, unpacked: UnpackedSize? = nil
    ) throws -> PulledImage {
        PulledImage(
            image: "registry.example/team/app:1", name: "registry.example/team/app", digest: try digest("2"),
            index: try digest("a"), platform: Platform(os: "linux", architecture: "amd64", variant: "v3"),
            reason: "exact",
            bytes: bytes, bytesFromCache: fromCache, bytesResumed: resumed, seconds: 1.5, output: "/tmp/out",
            unpacked: unpacked)
    }

    private static func explained(_ judged: JudgedCandidate, _ descriptor: Descriptor) -> ExplainedCandidate {
        ExplainedCandidate(
            position: judged.position, digest: descriptor.digest, size: descriptor.size, platform: descriptor.platform,
            mediaType: descriptor.mediaType, attachedTo: descriptor.annotations["vnd.docker.reference.digest"],
            verdict: judged.verdict)
    }
}
