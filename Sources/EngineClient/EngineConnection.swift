import RegistryProtocol
import Transport

/// Sends requests to one engine.
struct EngineConnection: Sendable {
    /// The outcome of a request.
    enum Reply: Sendable {
        /// The body of the answer, or the message in it.
        case bytes([UInt8])
        /// There is none.
        case fault(EngineFault)
    }

    private let loop: TransferLoop
    private let server: WebAddress
    private let isSocket: Bool
    private let limit: Int
    private let seconds: Int

    /// A connection to an endpoint whose answers may have `limit` bytes each; nothing is sent yet. `nil` if the endpoint has
    /// no address.
    init?(_ endpoint: EngineEndpoint, limit: Int, seconds: Int) throws(TransportError) {
        var options = TransportOptions()
        options.connectMilliseconds = Int64(seconds) * 1000
        options.stallSeconds = seconds
        options.speaksHTTP2WithoutTLS = endpoint.kind == .containerd
        var server: WebAddress?
        switch endpoint.address {
        case .socket(let path):
            options.unixSocket = path
            server = try? WebAddress(parsing: "http://localhost")
        case .web(let address): server = address
        case .other: break
        }
        if let certificates = endpoint.certificates {
            options.certificateAuthorities = certificates.authorities
            options.clientCertificates = certificates.client.flatMap { ClientCertificates([$0]) }
            options.skipsCertificateCheck = certificates.skipsVerification
        }
        guard let server else { return nil }
        loop = try TransferLoop(options: options)
        isSocket = options.unixSocket != nil
        (self.server, self.limit, self.seconds) = (server, limit, seconds)
    }

    /// The body of a resource of Docker's API.
    func get(_ path: String) async -> Reply {
        do throws(EngineFault) {
            return .bytes(try await response(path).body)
        } catch {
            return .fault(error)
        }
    }

    /// The name and version that the server gives itself in the answer to a ping, such as `Docker/20.10.24 (linux)`; `nil` if
    /// it gives none.
    func serverName() async throws(EngineFault) -> String? {
        do throws(EngineFault) {
            return try await response("/_ping").head.headers.first("Server")
        } catch .status {
            return nil
        }
    }

    private func response(_ path: String) async throws(EngineFault) -> (head: HTTPHead, body: [UInt8]) {
        guard let url = url(path) else { throw .malformedAddress }
        let (report, body) = await loop.perform(HTTPRequest(.get, url)) { [limit] in BodyCollector(limit: limit) }
        if let fault = fault(report, body) { throw fault }
        guard let head = report.head, head.status == 200 else { throw .status(report.head?.status ?? 0) }
        return (head, body.bytes)
    }

    /// The status and the body of the answer to a POST of Docker's API, whose own body are the `length` bytes of `pipe`, or
    /// nothing without one.
    ///
    /// - Throws: a fault if there is no answer. An answer may come before the last byte, and is then complete, too.
    func post(
        _ path: String, _ pipe: UploadPipe? = nil, length: Int64 = 0
    ) async throws(EngineFault) -> (status: Int, body: [UInt8]) {
        guard let url = url(path) else { throw .malformedAddress }
        let headers = HTTPHeaders(pipe == nil ? [] : [HTTPHeader(name: "Content-Type", value: "application/x-tar")])
        var request = HTTPRequest(.post, url, headers: headers)
        // What was sent over a connection that the engine has closed meanwhile could not be sent again.
        request.needsNewConnection = pipe != nil
        let body = pipe.map { pipe -> @Sendable () -> any UploadBody in { PipeBody(pipe, length: length) } }
        let (report, answer) = await loop.perform(request, body: body) { [limit] in BodyCollector(limit: limit) }
        pipe?.end()
        guard let status = report.head?.status, !answer.bytes.isEmpty || report.failure == nil, !report.isCancelled
        else {
            switch fault(report, answer) {
            // The engine has answered before.
            case .notAnEngine, nil: throw .lost(sent: report.sent, of: length)
            case .some(let fault): throw fault
            }
        }
        return (status, answer.bytes)
    }

    /// The message that a method of gRPC returns.
    ///
    /// Protocol: grpc.io, "gRPC over HTTP2". An error without a message comes in the head of the response.
    func call(_ method: String, _ message: [UInt8] = []) async -> Reply {
        guard let url = address("/" + method) else { return .fault(.malformedAddress) }
        let headers = HTTPHeaders([
            HTTPHeader(name: "Content-Type", value: "application/grpc"), HTTPHeader(name: "TE", value: "trailers"),
        ])
        // One frame: not compressed, and the length of a message that has less than 256 bytes.
        var request = HTTPRequest(.post, url, headers: headers, body: [0, 0, 0, 0, UInt8(message.count)] + message)
        // libcurl 7.88 sends a second request over such a connection wrongly: "Error in the HTTP2 framing layer".
        request.needsNewConnection = true
        let (report, body) = await loop.perform(request) { [limit] in BodyCollector(limit: limit) }
        if let fault = fault(report, body) { return .fault(fault) }
        guard let head = report.head, head.status == 200 else { return .fault(.status(report.head?.status ?? 0)) }
        if let code = head.headers.first("grpc-status"), code != "0" { return .fault(.call(code: code)) }
        guard let message = ContainerdAnswers.message(in: body.bytes) else { return .fault(.notAnEngine) }
        return .bytes(Array(message))
    }

    /// The address of a resource of Docker's API.
    private func url(_ path: String) -> WebAddress? {
        address((server.pathAndQuery == "/" ? "" : server.pathAndQuery) + path)
    }

    private func address(_ path: String) -> WebAddress? {
        try? WebAddress(parsing: "\(server.scheme.rawValue)://\(server.authorityText)\(path)")
    }

    private func fault(_ report: TransferReport, _ body: CollectedBody) -> EngineFault? {
        if body.isTooLong { return .tooLong(limit: limit) }
        switch report.failure {
        case nil: return report.isCancelled ? .silent(seconds: seconds) : nil
        case .timedOut, .stalled: return .silent(seconds: seconds)
        // libcurl's code 7 for a socket: there is a file, and no process.
        case .connection(code: 7, _) where isSocket: return .refused
        // Codes of a peer that does not speak HTTP, or not this version.
        case .connection(code: 1, _), .connection(code: 16, _), .connection(code: 52, _), .connection(code: 55, _),
            .connection(code: 56, _),
            .connection(code: 92, _), .cut:
            return .notAnEngine
        case .some(let failure): return .transport(failure.description)
        }
    }
}
