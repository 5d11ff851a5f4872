import MirrorModel
import RegistryProtocol

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Reads Docker's `daemon.json`.
///
/// An entry that cannot be used is left out and told.
struct EngineFileReader {
    /// The file's path.
    private let path: String
    /// What was left out, and why.
    private(set) var faults: [SettingFault] = []

    /// Reads the file at `path`.
    init(path: String) {
        self.path = path
    }

    /// The file's content.
    mutating func file(parsing bytes: [UInt8]) throws(SettingFault) -> EngineFile {
        let blank: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
        guard !bytes.allSatisfy(blank.contains) else { return EngineFile() }
        let document: Document
        do {
            document = try JSONDecoder().decode(Document.self, from: Data(bytes))
        } catch {
            throw SettingFault(.syntax(language: "JSON", reason: "no object can be read"), at: .file(path: path))
        }
        var file = EngineFile()
        for text in texts(document.mirrors, key: Self.mirrorsKey) { add(mirror: text, to: &file) }
        for text in texts(document.insecure, key: Self.insecureKey) { add(insecure: text, to: &file) }
        return file
    }

    private mutating func texts(_ list: TextList, key: String) -> [String] {
        if !list.isWhole {
            faults.append(SettingFault(.shape(key: key, shape: .texts), at: .file(path: path, part: key)))
        }
        return list.texts
    }

    private mutating func add(mirror text: String, to file: inout EngineFile) {
        let source = SettingSource.file(path: path, part: Self.mirrorsKey)
        do throws(EndpointAddressError) {
            // Docker takes no mirror without a scheme.
            guard EndpointAddress.hasScheme(text) else { throw .address(.unsupportedScheme(in: text)) }
            file.mirrors.append(EngineFile.Mirror(base: try EndpointAddress.base(text), source: source))
        } catch {
            faults.append(SettingFault(.address(key: Self.mirrorsKey, error), at: source))
        }
    }

    private mutating func add(insecure text: String, to file: inout EngineFile) {
        let source = SettingSource.file(path: path, part: Self.insecureKey)
        do throws(SettingProblem) {
            file.insecure.append(try InsecureRegistry(parsing: text, source: source))
        } catch {
            faults.append(SettingFault(error, at: source))
        }
    }

    private static let mirrorsKey = "registry-mirrors"
    private static let insecureKey = "insecure-registries"

    /// The two keys of interest; all else in the file is Docker's own business.
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

    /// A list of texts, or something else in its place.
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
