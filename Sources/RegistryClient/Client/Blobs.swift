import ErrorMapping
import ImageModel
import RegistryProtocol
import Transport

extension RegistrySession {
    /// Requests a blob, or a range of it, by the known route: directly from the storage to which the registry redirected an
    /// earlier request.
    ///
    /// If the storage refuses, the registry is queried once, because the address may have expired. `afresh` requires a new
    /// connection.
    func sendBlob<Sink: TransferSink>(
        _ digest: Digest, range: HTTPHeader?, by route: BlobRoute, afresh: Bool = false,
        into makeSink: @escaping @Sendable () -> Sink
    ) async throws(RegistryError) -> RegistryResponse<Sink.Output> {
        var request = RegistryRequest.blob(digest, range: range)
        request.needsNewConnection = afresh
        var refused: Int?
        while let (address, version) = await route.next(refused: refused) {
            let response: RegistryResponse<Sink.Output>
            do throws(RegistryError) {
                response = try await send(request, to: address, into: makeSink)
            } catch {
                await route.forget(version)
                throw error
            }
            if response.isUsable { return response }
            guard refused == nil, StorageAddress.refuses(status: response.head.status) else {
                await route.forget(version)
                return response
            }
            refused = version
        }
        do throws(RegistryError) {
            let response = try await send(request, noting: route, into: makeSink)
            await route.end(isOfUse: response.isUsable)
            return response
        } catch {
            await route.end(isOfUse: false)
            throw error
        }
    }

    /// Sends one request to the address of an earlier redirect, without the headers meant for the registry.
    private func send<Sink: TransferSink>(
        _ request: RegistryRequest, to address: WebAddress, into makeSink: @escaping @Sendable () -> Sink
    ) async throws(RegistryError) -> RegistryResponse<Sink.Output> {
        let endpoint = RegistryEndpoint(configuration, scheme: scheme.scheme)
        var first = HTTPRequest(request.method, request.address(at: endpoint), headers: request.headers)
        first.keepsEncoding = request.keepsEncoding
        let operation = operation(of: request)
        var policy = RedirectPolicy(first: first.url, permitsLeavingTLS: settings.permitsInsecure)
        let message = try mapError(
            { error(operation, .transfer(.redirect($0))) }, try policy.follow(first, to: address))
        let chain = RedirectChain(loops: loops, settings: settings)
        let followed = await chain.follow(message, by: policy, into: makeSink)
        let result = try await authorized(elsewhere: followed, operation, by: chain, into: makeSink)
        return try response(elsewhere: result, to: message.url, operation)
    }
}

extension [RegistrySession] {
    /// Downloads a blob from these endpoints in turn into a receiver, which has to check the digest.
    ///
    /// After a cut, and at another endpoint, the download continues where the receiver is.
    package func stream(_ blob: Descriptor, into receiver: some BlobReceiver) async throws(RegistryError) {
        try await inTurn { session throws(RegistryError) in
            try await RelayDownload(session: session, blob: blob, receiver: receiver).run()
        }
    }
}

extension RegistryResponse {
    /// Whether the address that responded is worth another request.
    fileprivate var isUsable: Bool { output != nil && failure == nil }
}
