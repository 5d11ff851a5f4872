import ImageModel
import MirrorModel
import RegistryProtocol

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Reads Docker's settings about registries: the registry's `hosts.toml` in `certs.d`, and `daemon.json`.
struct DockerMirrors: MirrorReader {
    /// The folders with `hosts.toml`.
    private let hosts: ContainerdMirrors
    /// The files; the first one that exists counts.
    let files: [String]
    /// Gives the addresses of a host, none if they are not known by the deadline.
    var lookUp: @Sendable (_ host: String, _ deadline: ContinuousClock.Instant) async -> [AddressLiteral] =
        NameLookup.addresses(of:by:)

    /// The files that Docker uses, the user's own before the system's.
    init(environment: ClientEnvironment, root: String) {
        files = environment.configurationPaths("docker/daemon.json", system: ["/etc/docker/daemon.json"], root: root)
        hosts = ContainerdMirrors.docker(environment: environment, root: root)
    }

    /// These files and folders only.
    init(files: [String], folders: [String] = []) {
        self.files = files
        hosts = ContainerdMirrors(folders: folders, owner: .docker)
    }

    /// As in Docker, `daemon.json` counts only if `hosts.toml` has no mirrors.
    func read(
        for image: Reference
    ) async throws(ConfigurationError) -> (rules: [any MirrorRules], faults: [ConfigurationError]) {
        let (file, faults) = hosts.file(for: image)
        guard file?.hosts.isEmpty ?? true else { return ([file].compactMap(\.self), faults) }
        let daemon = await daemonFile(for: image)
        let rules: [(any MirrorRules)?] = [file, daemon.file]
        return (rules.compactMap(\.self), faults + daemon.faults)
    }

    /// The first `daemon.json` that exists.
    private func daemonFile(for image: Reference) async -> (file: DaemonFile?, faults: [ConfigurationError]) {
        for path in files {
            do throws(ConfigurationError) {
                guard let bytes = try ConfigurationFile.bytes(of: path) else { continue }
                var reader = DaemonFileReader(path: path)
                var file = try reader.file(parsing: bytes)
                file.addresses = await addresses(for: image, file)
                return (file, reader.faults)
            } catch {
                return (nil, [error])
            }
        }
        return (nil, [])
    }

    /// The addresses of the hosts that a listed network may cover, as Docker looks them up.
    private func addresses(for image: Reference, _ file: DaemonFile) async -> [String: [AddressLiteral]] {
        guard let upstream = try? Upstream(of: image) else { return [:] }
        let deadline = ContinuousClock.now + NameLookup.limit
        var addresses: [String: [AddressLiteral]] = [:]
        for host in file.hostsToLookUp(for: upstream) { addresses[host] = await lookUp(host, deadline) }
        return addresses
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
