import MirrorModel
import RegistryProtocol

/// Reads containerd's `hosts.toml`.
///
/// A `[host]` table that cannot be used is left out and told; settings outside tables that cannot be used spoil the file.
struct HostsFileReader {
    /// The folder that holds the file: paths in it are seen from there.
    private let folder: String
    /// The tables that were left out, and why.
    private(set) var faults: [SettingFault] = []

    /// Reads files of one folder.
    init(folder: String) {
        self.folder = folder
    }

    /// The file's content; a file that says nothing is none.
    mutating func file(parsing bytes: [UInt8]) throws(SettingFault) -> HostsFile? {
        let root = try TOMLSection(parsing: bytes, file: folder + "/hosts.toml")
        guard !root.isEmpty else { return nil }
        let server = try host(try root.text("server"), key: "server", root, source: root.source("server"))
        var hosts: [HostsFile.Host] = []
        if let tables = try root.section("host") {
            for address in tables.keys {
                do throws(SettingFault) {
                    guard let table = try tables.section(address) else { continue }
                    let source = table.source(part: "[host.\"\(address)\"]")
                    hosts.append(try host(address, key: "host", table, source: source))
                } catch {
                    faults.append(error)
                }
            }
        }
        return HostsFile(hosts: hosts, server: server)
    }

    private func host(
        _ address: String?, key: String, _ table: TOMLSection, source: SettingSource
    ) throws(SettingFault) -> HostsFile.Host {
        var base: WebAddress?
        let keepsPath = try table.flag("override_path")
        if let address, !address.isEmpty || key == "host" {
            do throws(EndpointAddressError) {
                base = try EndpointAddress.base(address, keepsPath: keepsPath)
            } catch {
                throw SettingFault(.address(key: key, error), at: source)
            }
        }
        var host = HostsFile.Host(base: base, source: source)
        host.capabilities = try capabilities(table)
        host.trust.skipsVerification = try table.flag("skip_verify")
        host.trust.authorities = try table.texts("ca", .textOrTexts).map(path)
        host.trust.clientCertificates = try table.pairs("client").map { pair in
            TrustSettings.ClientCertificate(
                certificate: path(pair.first), key: pair.second.isEmpty ? nil : path(pair.second))
        }
        host.headers = try headers(table)
        return host
    }

    private func capabilities(_ table: TOMLSection) throws(SettingFault) -> EndpointCapabilities {
        let words = try table.texts("capabilities")
        var capabilities: EndpointCapabilities = words.isEmpty ? .all : []
        for word in words {
            guard let capability = EndpointCapabilities(word: word) else {
                throw SettingFault(
                    .unknownValue(key: "capabilities", value: word, known: EndpointCapabilities.knownWords),
                    at: table.source("capabilities"))
            }
            capabilities.insert(capability)
        }
        return capabilities
    }

    private func headers(_ table: TOMLSection) throws(SettingFault) -> HTTPHeaders {
        var headers = HTTPHeaders()
        guard let fields = try table.section("header") else { return headers }
        for name in fields.keys {
            guard HTTPHeader.isName(name) else { throw SettingFault(.headerName(name), at: fields.source(name)) }
            for value in try fields.texts(name, .textOrTexts) { headers.add(name: name, value: value) }
        }
        return headers
    }

    private func path(_ written: String) -> String {
        written.utf8.first == UInt8(ascii: "/") ? written : "\(folder)/\(written)"
    }
}
