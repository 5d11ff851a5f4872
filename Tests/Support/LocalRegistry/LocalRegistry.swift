import Foundation

/// Debian's `docker-registry` on a free port of 127.0.0.1, with a storage folder of its own; ended when the value goes.
public final class LocalRegistry: Sendable {
    /// One line of the registry's access log.
    public struct Request: Sendable, Equatable {
        /// The method.
        public let method: String
        /// Path and query.
        public let target: String
        /// The status answered.
        public let status: Int
    }

    /// Who is let in.
    public enum Access: Sendable {
        /// Everybody.
        case open
        /// Who is named by a line of `name:bcrypt`, with the password.
        case htpasswd(String)
        /// Who has a token of the server at `realm`, signed by its signer.
        case tokens(realm: String, service: String, TokenSigner)
    }

    /// How it speaks TLS.
    public struct TLS: Sendable {
        let identity: PrivateAuthority.Identity
        let clientAuthority: String

        /// With this certificate, for clients with a certificate that the authority in a PEM file has signed.
        public init(as identity: PrivateAuthority.Identity, lettingIn clientAuthority: String) {
            (self.identity, self.clientAuthority) = (identity, clientAuthority)
        }
    }

    /// The port it listens on.
    public let port: Int
    /// The folder that holds what is pushed.
    public var storage: String { folder.file("storage") }
    private let folder: TemporaryFolder
    private let program: BackgroundProgram

    /// Starts the registry and waits until it answers.
    ///
    /// - Parameters:
    ///   - parent: where the storage folder is made; nil is the system's place for temporary files.
    ///   - access: who is let in.
    ///   - tls: how it speaks TLS; nil is plain HTTP.
    public init(in parent: String? = nil, access: Access = .open, tls: TLS? = nil) throws {
        let folder = try TemporaryFolder(in: parent)
        self.folder = folder
        let config = try folder.write("config.yml", Self.config(folder, access, tls))
        program = try BackgroundProgram("docker-registry", ["serve", config])
        // It says which port it was given once it listens.
        let line = try program.waitForLine(containing: "listening on", in: .stderr)
        let digits = line.components(separatedBy: "listening on 127.0.0.1:").last?.prefix { $0.isNumber } ?? ""
        guard let port = Int(digits) else {
            throw TestProgramError.lineMissing(program: "docker-registry", text: "listening on", output: line)
        }
        self.port = port
    }

    /// Host and port, as they stand in a reference: `127.0.0.1:5000`.
    public var authority: String { "127.0.0.1:\(port)" }

    /// A reference to `name` (`team/app:1`) here.
    public func reference(_ name: String) -> String { authority + "/" + name }

    /// The requests so far, in the order they were answered.
    public var requests: [Request] {
        program.output.split(separator: "\n").compactMap { Self.request(String($0)) }
    }

    /// Pushes the whole of an OCI layout with skopeo, digests unchanged.
    public func push(layout: String, tag: String, to name: String) throws {
        try copy("oci:\(layout):\(tag)", to: name)
    }

    /// Pushes a whole sample with skopeo, digests unchanged; skopeo takes no nested lists.
    public func push(_ image: SampleImage, to name: String) throws {
        let folder = try TemporaryFolder()
        try copy("dir:" + image.writeDirectory(to: folder), to: name)
    }

    private func copy(_ source: String, to name: String) throws {
        let options = ["--all", "--preserve-digests", "--dest-tls-verify=false", "--quiet"]
        try runChecked(
            "skopeo", ["--insecure-policy", "copy"] + options + [source, "docker://" + reference(name)],
            timeoutSeconds: 120)
    }

    /// Ends the registry.
    public func stop() {
        program.stop()
    }

    private static func config(_ folder: TemporaryFolder, _ access: Access, _ tls: TLS?) throws -> String {
        let security = tls.map {
            let files = "certificate: \"\($0.identity.certificate)\", key: \"\($0.identity.key)\""
            return ", tls: {\(files), clientcas: [\"\($0.clientAuthority)\"]}"
        }
        let common = """
            version: 0.1
            log: {level: info, accesslog: {disabled: false}}
            storage: {filesystem: {rootdirectory: "\(folder.file("storage"))"}, delete: {enabled: true}}
            http: {addr: "127.0.0.1:0"\(security ?? "")}

            """
        switch access {
        case .open: return common
        case .htpasswd(let accounts):
            let file = try folder.write("htpasswd", accounts)
            return common + "auth: {htpasswd: {realm: registry, path: \"\(file)\"}}\n"
        case .tokens(let realm, let service, let signer):
            let members = [
                "realm: \"\(realm)\"", "service: \(service)", "issuer: \(signer.issuer)",
                "rootcertbundle: \"\(signer.certificate)\"",
            ]
            return common + "auth: {token: {\(members.joined(separator: ", "))}}\n"
        }
    }

    /// Reads `… "GET /v2/ HTTP/1.1" 200 2 …`.
    private static func request(_ line: String) -> Request? {
        let parts = line.components(separatedBy: "\"")
        guard parts.count >= 3 else { return nil }
        let words = parts[1].split(separator: " ").map(String.init)
        let numbers = parts[2].split(separator: " ")
        guard words.count == 3, let status = numbers.first.flatMap({ Int($0) }) else { return nil }
        return Request(method: words[0], target: words[1], status: status)
    }
}
