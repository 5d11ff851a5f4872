import ClientModel
import Foundation
import ImageModel
import PlatformModel
import TestSupport

/// One row of `clients.json`: an index, a request, and what real clients answered.
struct ClientVector: Decodable {
    let id: String
    let top: String?
    let index: [VectorEntry]
    let request: String?
    let host: String
    let answers: [String: RecordedAnswer]

    /// The rows of the table.
    static func all() throws -> [ClientVector] {
        try JSONDecoder().decode([ClientVector].self, from: Data(try Fixtures.bytes("vectors/clients.json")))
    }

    /// The question that the clients were asked.
    var question: ClientQuestion {
        let entries = index.map(\.entry)
        let image: ClientImage
        switch top {
        case "manifest": image = .manifest(entries[0])
        default:
            image = .index(
                ClientIndex(digest: "sha256:…", isDockerList: top == MediaType.dockerList, entries: entries))
        }
        return ClientQuestion(
            image: image, host: Platform(written: host), requested: request.map(Platform.init(written:)),
            reference: "REF", repository: "REPO")
    }
}

/// One entry in `clients.json`.
struct VectorEntry: Decodable {
    let mediaType: String?
    let artifactType: String?
    let annotations: [String: String]?
    let platform: Platform?
    let manifests: [VectorEntry]?
    let config: ConfigPlatform?
    let hasConfig: Bool
    let configMediaType: String?
    let layers: String?
    let digest: String?
    let data: String?
    let missing: Bool?

    /// The platform in a config, where a name may be absent.
    typealias ConfigPlatform = Platform

    private enum Key: String, CodingKey {
        case mediaType, artifactType, annotations, platform, manifests, config, configMediaType, layers, digest, data
        case missing
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        mediaType = try values.decodeIfPresent(String.self, forKey: .mediaType)
        artifactType = try values.decodeIfPresent(String.self, forKey: .artifactType)
        annotations = try values.decodeIfPresent([String: String].self, forKey: .annotations)
        platform = try values.decodeIfPresent(Platform.self, forKey: .platform)
        manifests = try values.decodeIfPresent([VectorEntry].self, forKey: .manifests)
        hasConfig = values.contains(.config)
        config = try values.decodeIfPresent(Platform.self, forKey: .config)
        configMediaType = try values.decodeIfPresent(String.self, forKey: .configMediaType)
        layers = try values.decodeIfPresent(String.self, forKey: .layers)
        digest = try values.decodeIfPresent(String.self, forKey: .digest)
        data = try values.decodeIfPresent(String.self, forKey: .data)
        missing = try values.decodeIfPresent(Bool.self, forKey: .missing)
    }

    /// The entry as clients see it.
    var entry: ClientEntry {
        ClientEntry(
            digest: "\(digest ?? "sha256"):…", mediaType: mediaType ?? "", artifactType: artifactType,
            annotations: annotations ?? [:], platform: platform,
            data: data.map { $0 == "right" ? .matches : .differs }, document: document)
    }

    private var document: ClientEntry.Document {
        if missing == true { return .missing }
        if let manifests { return .index(manifests.map(\.entry)) }
        return .manifest(
            ManifestSummary(
                configMediaType: configMediaType ?? MediaType.ociConfig, platform: hasConfig ? config : platform,
                artifactType: artifactType,
                foreignLayer: layers == "in-toto" ? "application/vnd.in-toto+json" : nil))
    }
}

/// What a real client answered.
struct RecordedAnswer: Decodable {
    /// A position, or the whole index.
    enum Chosen: Hashable {
        case entry(Position)
        case index
    }

    let chosen: Chosen?
    let error: String?
    let exit: Int?
    let tried: Position?
    let unpacked: [Position]?
    let fetched: [Position]?
    let run: String?

    private enum Key: String, CodingKey {
        case chosen, error, exit, tried, unpacked, fetched, run
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        switch try values.decode(VectorPosition?.self, forKey: .chosen) {
        case .entry(let position): chosen = .entry(position)
        case .index: chosen = .index
        case nil: chosen = nil
        }
        error = try values.decodeIfPresent(String.self, forKey: .error)
        exit = try values.decodeIfPresent(Int.self, forKey: .exit)
        tried = try values.decodeIfPresent(VectorPosition.self, forKey: .tried)?.position
        unpacked = try values.decodeIfPresent([VectorPosition].self, forKey: .unpacked)?.map(\.position)
        fetched = try values.decodeIfPresent([VectorPosition].self, forKey: .fetched)?.map(\.position)
        run = try values.decodeIfPresent(String.self, forKey: .run)
    }
}

/// A position as the vectors write it: a number, numbers, or the word `index`.
enum VectorPosition: Decodable, Hashable {
    case entry(Position)
    case index

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let number = try? value.decode(Int.self) {
            self = .entry([number])
        } else if let numbers = try? value.decode([Int].self) {
            self = .entry(numbers)
        } else {
            self = .index
        }
    }

    /// The position; empty for the whole index.
    var position: Position {
        guard case .entry(let position) = self else { return [] }
        return position
    }
}

extension Platform {
    /// A platform as the vectors write it, taken literally.
    init(written text: String) {
        let parts = text.split(separator: "/").map(String.init)
        self.init(os: parts[0], architecture: parts[1], variant: parts.count > 2 ? parts[2] : nil)
    }
}
