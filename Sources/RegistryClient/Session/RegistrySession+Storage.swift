import ImageModel
import RegistryProtocol
import Transport

extension RegistrySession {
    /// Asks for a blob, or a stretch of it, by the way that is known: at the storage that the registry has sent an earlier
    /// request to, without a question to the registry.
    ///
    /// What the storage refuses is asked of the registry, once: the address may have expired.
    func sendBlob<Sink: TransferSink>(
        _ digest: Digest, range: HTTPHeader?, by route: BlobRoute, into makeSink: @escaping @Sendable () -> Sink
    ) async throws(SessionError) -> RegistryReply<Sink.Output> {
        let ask = RegistryAsk.blob(digest, range: range)
        var refused: Int?
        while let (address, version) = await route.next(refused: refused) {
            let reply: RegistryReply<Sink.Output>
            do throws(SessionError) {
                reply = try await send(ask, to: address, into: makeSink)
            } catch {
                await route.forget(version)
                throw error
            }
            if reply.isOfUse { return reply }
            guard refused == nil, StorageAddress.refuses(status: reply.head.status) else {
                await route.forget(version)
                return reply
            }
            refused = version
        }
        do throws(SessionError) {
            let reply = try await send(ask, noting: route, into: makeSink)
            await route.end(isOfUse: reply.isOfUse)
            return reply
        } catch {
            await route.end(isOfUse: false)
            throw error
        }
    }

    /// Sends one request to where the registry has led one like it before; what it would only show the registry stays away.
    private func send<Sink: TransferSink>(
        _ ask: RegistryAsk, to address: WebAddress, into makeSink: @escaping @Sendable () -> Sink
    ) async throws(SessionError) -> RegistryReply<Sink.Output> {
        let endpoint = RegistryEndpoint(source, scheme: scheme.scheme)
        let first = HTTPRequest(ask.method, ask.address(at: endpoint), headers: ask.headers)
        var policy = RedirectPolicy(first: first.url, permitsLeavingTLS: settings.permitsInsecure)
        let request: HTTPRequest
        do throws(RedirectError) {
            request = try policy.follow(first, to: address)
        } catch {
            throw .transfer(.redirect(error))
        }
        let chain = RedirectChain(loop: loop, settings: settings)
        let answer = await chain.follow(request, by: policy) { AnswerSink(makeSink) }
        return try RegistryReply(elsewhere: answer, asked: request.url)
    }
}

extension RegistryReply {
    /// The answer to a request that was sent to `asked`, a place that is not the registry.
    init<Inner: TransferSink>(
        elsewhere answer: RedirectChain.Answer<AnswerSink<Inner>.Output>, asked: WebAddress
    ) throws(SessionError) where Inner.Output == Output {
        guard !answer.report.isCancelled else { throw .cancelled }
        guard let head = answer.report.head, !answer.isRefusedRedirect else {
            throw .transfer(answer.failure ?? .notStarted("no answer and no reason"))
        }
        self.init(
            head: head, output: answer.output.inner, asked: asked, explanation: answer.output.explanation,
            address: answer.address, origin: .elsewhere, failure: answer.failure)
    }

    /// Whether the place that answered may be asked for more.
    fileprivate var isOfUse: Bool { output != nil && failure == nil }
}
