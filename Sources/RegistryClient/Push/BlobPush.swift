import ImageModel
import RegistryProtocol
import Transport

/// Writes one blob to a repository: carries out what a ``BlobUpload`` decides.
struct BlobPush<Source: UploadSource> {
    private let session: RegistrySession
    private let digest: Digest
    private let size: Int64
    private let source: Source
    private let place: UploadPlace
    private var upload: BlobUpload
    private var retries = 0

    /// A push of the blob through `session`, or a mount from the repository `mounted`.
    init(
        _ digest: Digest, size: Int64, to session: RegistrySession, mountingFrom mounted: String? = nil,
        from source: Source
    ) {
        self.session = session
        self.digest = digest
        self.size = size
        self.source = source
        place = UploadPlace(registry: session.source.base, permitsLeavingTLS: session.settings.permitsInsecure)
        upload = BlobUpload(
            digest: digest, size: size, mountingFrom: mounted, place: place, policy: session.settings.retryPolicy)
    }

    /// Brings the blob into the repository.
    mutating func run() async throws(PushError) -> UploadOutcome {
        var action = upload.handle(.start)
        while true {
            switch action {
            case .send(let step, let milliseconds):
                try await pause(milliseconds)
                action = try await carryOut(step)
            case .done(let outcome): return outcome
            case .fail(let failure):
                await giveUp()
                throw .upload(failure, digest)
            }
        }
    }

    private func pause(_ milliseconds: Int) async throws(PushError) {
        do throws(SessionError) {
            try await session.pause(milliseconds: milliseconds)
        } catch {
            throw .session(error, what: "blob \(digest)")
        }
    }

    private mutating func carryOut(_ step: UploadStep) async throws(PushError) -> BlobUpload.Action {
        let answer: Result<Reply, SessionError>
        switch step {
        case .check: answer = await send(RegistryAsk(.head, .blob(digest)))
        case .mount(let repository): answer = await send(RegistryAsk(.post, .mount(digest, from: repository)))
        case .open: answer = await send(RegistryAsk(.post, .uploads))
        case .ask(let location): answer = await send(RegistryAsk(.get, .location(location)))
        case .send(let location, let bytes, let contentRange):
            let headers = Self.binary.adding(contentRange)
            answer = try await give(bytes, RegistryAsk(.patch, .location(location), headers: headers))
        case .finish(let location, let bytes):
            let ask = RegistryAsk(.put, .location(location), headers: Self.binary)
            if bytes.isEmpty {
                try await verify()
                answer = await send(ask)
            } else {
                answer = try await give(bytes, ask)
            }
        }
        let event = try event(answer)
        return told(upload.handle(event), after: event)
    }

    private typealias Reply = RegistryReply<CollectedBody>

    private static var binary: HTTPHeaders { ["Content-Type": "application/octet-stream"] }

    private func send(_ ask: RegistryAsk, _ makeBody: BodyMaker? = nil) async -> Result<Reply, SessionError> {
        do throws(SessionError) {
            return .success(try await session.send(ask, body: makeBody) { BodyCollector(limit: ErrorBody.mostBytes) })
        } catch {
            return .failure(error)
        }
    }

    private func give(
        _ bytes: Range<Int64>, _ ask: RegistryAsk
    ) async throws(PushError) -> Result<Reply, SessionError> {
        try await source.give(bytes) { [session] makeBody throws(SessionError) in
            try await session.send(ask, body: makeBody) { BodyCollector(limit: ErrorBody.mostBytes) }
        }
    }

    /// What came of a request, as the upload knows it.
    private func event(_ answer: Result<Reply, SessionError>) throws(PushError) -> BlobUpload.Event {
        let settings = session.settings
        let moment = UploadMoment(randomUnit: settings.randomUnit(), nowUnixSeconds: settings.now())
        switch answer {
        case .success(let reply):
            return .answer(reply.head, body: reply.errorStatus?.body, from: reply.address, moment)
        case .failure(.cancelled): throw .session(.cancelled, what: "blob \(digest)")
        case .failure(let error):
            if let failure = error.retried { return .failed(failure, moment) }
            guard case .authorization(let denial) = error else { throw .session(error, what: "blob \(digest)") }
            return .denied(denial)
        }
    }

    private func verify() async throws(PushError) {
        do throws(PushError) {
            try await source.verify()
        } catch {
            await giveUp()
            throw error
        }
    }

    /// Tells that something is sent again, if it is after a failure.
    private mutating func told(_ action: BlobUpload.Action, after event: BlobUpload.Event) -> BlobUpload.Action {
        guard case .send(_, let milliseconds) = action else { return action }
        let reason: String
        switch event {
        case .failed(let failure, _): reason = failure.description
        case .answer(let head, let body, _, _) where StatusFailure(head).isTransient:
            reason = StatusFailure(head, body: body).description
        case .answer, .denied, .start: return action
        }
        retries += 1
        session.settings.report(
            .retried(
                what: "blob", digest: digest, reason: reason, afterMilliseconds: milliseconds, attempt: retries))
        return action
    }

    /// Tells the registry that the upload will not go on, where there is one; it forgets it some day in any case.
    private func giveUp() async {
        guard let location = upload.location else { return }
        _ = await send(RegistryAsk(.delete, .location(location)))
    }
}
