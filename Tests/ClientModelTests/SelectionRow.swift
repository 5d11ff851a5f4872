import ClientModel
import Foundation
import ImageModel
import PlatformModel
import TestSupport

/// One row of `selection.json`.
struct SelectionRow: Decodable {
    let id: String
    let host: Platform
    let candidates: [SelectionEntry]
    let format: String?
    let byImplementation: [String: VectorPosition?]?

    private enum CodingKeys: String, CodingKey {
        case id, host, candidates, format
        case byImplementation = "by_impl"
    }

    /// The rows of the table.
    static func all() throws -> [SelectionRow] {
        try JSONDecoder().decode([SelectionRow].self, from: Data(try Fixtures.bytes("vectors/selection.json")))
    }

    /// The question whose answer is what a library chooses.
    ///
    /// The rows state what a library chooses for a platform that it was given. A client is given it by asking for it, except
    /// where it has rules for its own host alone.
    func question(for library: String) -> ClientQuestion {
        let index = ClientIndex(
            digest: "sha256:…", isDockerList: format == "docker", entries: candidates.map(\.entry))
        var question = ClientQuestion(
            image: .index(index), host: host, requested: host, reference: "REF", repository: "REPO")
        switch library {
        case "containerd" where host.os != "linux" && (host.variant == nil || host.osVersion != nil || detectsVariant):
            question.requested = nil
        case "moby_graphdriver" where host.os == "windows", "containers_image":
            question.requested = nil
        default: break
        }
        return question
    }

    /// Whether every client finds the variant of the host by itself: on ARM alone.
    private var detectsVariant: Bool { host.architecture.hasPrefix("arm") }

    /// Whether an answer is the expected choice; one that the client then fails to pull counts as its choice.
    func agrees(_ answer: ClientAnswer, with expected: VectorPosition?, of library: String) -> Bool {
        guard let expected else { return answer.failure != nil }
        // What the transfer service fetches is what matches exactly; what is started is another question.
        if library == "containerd_strict", answer.alongside.contains(expected.position) { return true }
        return answer.chosen == expected.position
    }
}

/// A candidate in `selection.json`, whose platform's members are its own.
struct SelectionEntry: Decodable {
    let entry: ClientEntry

    private enum Key: String, CodingKey {
        case os, architecture, platform, config, manifests, annotations, artifactType, mediaType
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let platform = values.contains(.platform) ? nil : try Platform(from: decoder)
        let nested = try values.decodeIfPresent([SelectionEntry].self, forKey: .manifests)
        let config = try values.decodeIfPresent(Platform.self, forKey: .config) ?? platform
        let given = try values.decodeIfPresent(String.self, forKey: .mediaType)
        entry = ClientEntry(
            digest: "sha256:…", mediaType: given ?? (nested == nil ? MediaType.ociManifest : MediaType.ociIndex),
            artifactType: try values.decodeIfPresent(String.self, forKey: .artifactType),
            annotations: try values.decodeIfPresent([String: String].self, forKey: .annotations) ?? [:],
            platform: platform,
            document: nested.map { .index($0.map(\.entry)) }
                ?? .manifest(ManifestSummary(configMediaType: MediaType.ociConfig, platform: config)))
    }
}
