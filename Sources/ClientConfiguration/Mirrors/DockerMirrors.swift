import ImageModel
import MirrorModel
import RegistryProtocol

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Reads the registry settings in Docker's `daemon.json`.
struct DockerMirrors: MirrorReader {
    /// The files; the first one that exists counts.
    let files: [String]

    /// The files that Docker uses, the user's own before the system's.
    init(environment: ClientEnvironment, root: String) {
        files = environment.configurationPaths("docker/daemon.json", system: ["/etc/docker/daemon.json"], root: root)
    }

    /// These files only.
    init(files: [String]) {
        self.files = files
    }

    func read(
        for image: Reference
    ) throws(ConfigurationError) -> (rules: (any MirrorRules)?, faults: [ConfigurationError]) {
        for path in files {
            do throws(ConfigurationError) {
                guard let bytes = try ConfigurationFile.bytes(of: path) else { continue }
                var reader = DaemonFileReader(path: path)
                let file = try reader.file(parsing: bytes)
                return (file, reader.faults)
            } catch {
                return (nil, [error])
            }
        }
        return (nil, [])
    }
}

/// Reads Docker's `daemon.json`.
///
/// An entry that cannot be used is ignored and reported.
struct DaemonFileReader {
    /// The file's path.
    private let path: String
    /// The entries that were ignored, and why.
    private(set) var faults: [ConfigurationError] = []

    /// A reader for the file at `path`.
    init(path: String) {
        self.path = path
    }

    /// The file's content.
    mutating func file(parsing bytes: [UInt8]) throws(ConfigurationError) -> DaemonFile {
        guard !ConfigurationFile.isBlank(bytes) else { return DaemonFile() }
        let document: Document
        do {
            document = try JSONDecoder().decode(Document.self, from: Data(bytes))
        } catch {
            throw ConfigurationError(.notObject, at: .file(path: path))
        }
        var file = DaemonFile()
        for text in texts(document.mirrors, key: Self.mirrorsKey) { add(mirror: text, to: &file) }
        for text in texts(document.insecure, key: Self.insecureKey) { add(insecure: text, to: &file) }
        return file
    }

    private mutating func texts(_ list: TextList, key: String) -> [String] {
        if !list.isWhole {
            faults.append(ConfigurationError(.shape(key: key, shape: .texts), at: .file(path: path, part: key)))
        }
        return list.texts
    }

    private mutating func add(mirror text: String, to file: inout DaemonFile) {
        let source = SettingSource.file(path: path, part: Self.mirrorsKey)
        do throws(WebAddressError) {
            // Docker rejects mirrors without a scheme.
            guard EndpointAddress.hasScheme(text) else { throw .unsupportedScheme(in: text) }
            file.mirrors.append(DaemonFile.Mirror(base: try EndpointAddress.base(text), source: source))
        } catch {
            faults.append(ConfigurationError(.address(key: Self.mirrorsKey, error), at: source))
        }
    }

    private mutating func add(insecure text: String, to file: inout DaemonFile) {
        let source = SettingSource.file(path: path, part: Self.insecureKey)
        do throws(ConfigurationError) {
            file.insecure.append(try InsecureRegistry(parsing: text, source: source))
        } catch {
            faults.append(error)
        }
    }

    private static let mirrorsKey = "registry-mirrors"
    private static let insecureKey = "insecure-registries"

    /// The two relevant keys; all other settings are ignored.
    private struct Document: Decodable {
        let mirrors: TextList
        let insecure: TextList

        enum CodingKeys: String, CodingKey {
            case mirrors = "registry-mirrors"
            case insecure = "insecure-registries"
        }

        init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: CodingKeys.self)
            mirrors = try members.decodeIfPresent(TextList.self, forKey: .mirrors) ?? TextList()
            insecure = try members.decodeIfPresent(TextList.self, forKey: .insecure) ?? TextList()
        }
    }

    /// A list of strings, or a value of another type.
    private struct TextList: Decodable {
        var texts: [String] = []
        var isWhole = true

        init() {}

        init(from decoder: any Decoder) throws {
            let list = try? [String](from: decoder)
            texts = list ?? []
            isWhole = list != nil
        }
    }
}
