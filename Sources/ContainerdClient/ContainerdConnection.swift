import GRPCCore
import GRPCProtobuf
import Scheduling
import SwiftProtobuf

/// A connection to containerd, for one of its namespaces.
///
/// Its methods are those of containerd's API that are needed to store and unpack an image; the messages stay inside.
package struct ContainerdConnection: Sendable {
    typealias Client = GRPCClient<SocketTransport>

    /// The socket.
    package let address: ContainerdAddress
    /// The namespace that all calls concern.
    package let namespace: String
    /// The lease that keeps what the calls make or use; `nil` if containerd may collect it at any time.
    package private(set) var lease: String?
    let client: Client

    /// How long containerd may take for one answer, in seconds. It writes blobs to the disk before it answers.
    let patienceSeconds: Int

    /// Connects to the socket, runs `body`, and closes the connection.
    ///
    /// - Throws: ``ContainerdError`` if there is no connection, otherwise what `body` throws.
    package static func open<Value: Sendable>(
        _ address: ContainerdAddress, namespace: String, patienceSeconds: Int = 300,
        isolation: isolated (any Actor)? = #isolation,
        _ body: (ContainerdConnection) async throws -> Value
    ) async throws -> Value {
        try address.check()
        let transport: SocketTransport
        do {
            transport = try await SocketTransport.connected(to: address.path)
        } catch {
            throw ContainerdError.lost(path: address.path, message: "\(error)")
        }
        return try await withGRPCClient(transport: transport, isolation: isolation) { client in
            try await body(
                ContainerdConnection(
                    address: address, namespace: namespace, client: client, patienceSeconds: patienceSeconds))
        }
    }

    private init(address: ContainerdAddress, namespace: String, client: Client, patienceSeconds: Int) {
        self.patienceSeconds = patienceSeconds
        self.address = address
        self.namespace = namespace
        self.client = client
    }

    /// The same connection, for calls whose results the lease of this name keeps.
    package func leased(by id: String) -> ContainerdConnection {
        var copy = self
        copy.lease = id
        return copy
    }

    /// The headers of each call. What containerd calls metadata names the namespace and the lease.
    var metadata: Metadata {
        var metadata: Metadata = ["containerd-namespace": .string(namespace)]
        if let lease { metadata.addString(lease, forKey: "containerd-lease") }
        return metadata
    }

    /// Options of each call: a connection that fails is an error at once.
    var options: CallOptions {
        var options = CallOptions.defaults
        options.waitForReady = false
        return options
    }

    /// The answer to one call.
    func call<Request: SwiftProtobuf.Message, Response: SwiftProtobuf.Message>(
        _ method: ContainerdMethod, _ request: Request, of type: Response.Type = Response.self
    ) async throws(ContainerdError) -> Response {
        let patience = patienceSeconds
        let answer = try await withDeadline(.now + .seconds(patience)) { () async throws(ContainerdError) in
            do {
                return try await client.unary(
                    request: ClientRequest(message: request, metadata: metadata), descriptor: method.descriptor,
                    serializer: ProtobufSerializer<Request>(), deserializer: ProtobufDeserializer<Response>(),
                    options: options
                ) { try $0.message }
            } catch {
                throw failure(error, of: method)
            }
        }
        guard let answer else { throw .silent(path: address.path, call: method.name, seconds: patience) }
        return answer
    }

    /// The error for what a call of gRPC threw.
    func failure(_ error: any Error, of method: ContainerdMethod) -> ContainerdError {
        if let error = error as? ContainerdError { return error }
        if Task.isCancelled || error is CancellationError { return .cancelled }
        guard let error = error as? RPCError else {
            return .lost(path: address.path, message: (error as? RuntimeError)?.message ?? "\(error)")
        }
        switch error.code {
        case .notFound: return .notFound(call: method.name, message: error.message)
        case .alreadyExists: return .exists(call: method.name, message: error.message)
        case .unimplemented: return .unsupported(call: method.name)
        // containerd says this of a lock that another client holds; the transport says it of a lost connection.
        case .unavailable where error.message.split(separator: " ").contains("locked"):
            return .busy(call: method.name, message: error.message)
        // containerd says the latter when it ends.
        case .unavailable, .cancelled: return .lost(path: address.path, message: error.message)
        default:
            return .refused(call: method.name, status: error.code.description, message: error.message)
        }
    }
}
