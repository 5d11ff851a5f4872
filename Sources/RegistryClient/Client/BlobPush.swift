import ErrorMapping
import ImageModel
import RegistryProtocol
import Transport

/// Writes one blob to a repository: executes the decisions of a ``BlobUpload``.
struct BlobPush<Source: UploadSource> {
    private let session: RegistrySession
    private let digest: Digest
    private let size: Int64
    private let source: Source
    private var upload: BlobUpload
    private var retries = 0

    /// A push of the blob through `session`.
    init(_ digest: Digest, size: Int64, to session: RegistrySession, by plan: UploadPlan, from source: Source) {
        self.session = session
        self.digest = digest
        self.size = size
        self.source = source
        let locations = UploadLocationPolicy(
            registry: session.configuration.base, permitsLeavingTLS: session.settings.permitsInsecure)
        upload = BlobUpload(
            digest: digest, size: size, by: plan, locations: locations, policy: session.settings.retryPolicy)
    }

    /// The repositories that the blob could not be mounted from.
    var refusedMounts: [String] { upload.refusedMounts }

    /// Brings the blob into the repository.
    mutating func run() async throws(RegistryError) -> UploadOutcome {
        var action = upload.handle(.start)
        while true {
            switch action {
            case .send(let step, let milliseconds):
                try await session.wait(milliseconds: milliseconds, before: .blob(digest))
                action = try await perform(step)
            case .done(let outcome): return outcome
            case .fail(let failure):
                await giveUp()
                throw session.error(.blob(digest), RegistryError.Cause(failure))
            }
        }
    }

    private mutating func perform(_ step: UploadStep) async throws(RegistryError) -> BlobUpload.Action {
        let result: Result<Response, RegistryError>
        switch step {
        case .check: result = await send(RegistryRequest(.head, .blob(digest)))
        case .mount(let repository): result = await send(RegistryRequest(.post, .mount(digest, from: repository)))
        case .cancel(let location): result = await send(RegistryRequest(.delete, .location(location)))
        case .open: result = await send(RegistryRequest(.post, .uploads))
        case .query(let location): result = await send(RegistryRequest(.get, .location(location)))
        case .send(let location, let bytes, let contentRange):
            let headers = Self.binary.adding(contentRange)
            result = try await provide(bytes, RegistryRequest(.patch, .location(location), headers: headers))
        case .finish(let location, let bytes):
            let request = RegistryRequest(.put, .location(location), headers: Self.binary)
            if bytes.isEmpty {
                try await verify()
                result = await send(request)
            } else {
                result = try await provide(bytes, request)
            }
        }
        let event = try event(result)
        return reported(upload.handle(event), after: event)
    }

    private typealias Response = RegistryResponse<CollectedBody>

    private static var binary: HTTPHeaders { ["Content-Type": "application/octet-stream"] }

    private func send(_ request: RegistryRequest) async -> Result<Response, RegistryError> {
        await outcome { [session] () async throws(RegistryError) in
            try await session.send(request) { BodyCollector(limit: ErrorBody.mostBytes) }
        }
    }

    private func provide(
        _ bytes: Range<Int64>, _ request: RegistryRequest
    ) async throws(RegistryError) -> Result<Response, RegistryError> {
        do throws(RegistryError) {
            return try await source.send(bytes) { [session] makeBody throws(RegistryError) in
                try await session.send(request, body: makeBody) { BodyCollector(limit: ErrorBody.mostBytes) }
            }
        } catch {
            await giveUp()
            throw error
        }
    }

    /// The outcome of a request as an event of the upload.
    private func event(_ result: Result<Response, RegistryError>) throws(RegistryError) -> BlobUpload.Event {
        let settings = session.settings
        let moment = UploadMoment(randomUnit: settings.randomUnit(), nowUnixSeconds: settings.now())
        switch result {
        case .success(let response):
            return .response(response.head, body: response.errorStatus?.body, from: response.address, moment)
        case .failure(var error):
            if let failure = error.transferFailure { return .failed(failure, moment) }
            if case .authorization(let denial) = error.cause { return .denied(denial) }
            error.operation = .blob(digest)
            throw error
        }
    }

    private func verify() async throws(RegistryError) {
        do throws(RegistryError) {
            try await source.verify()
        } catch {
            await giveUp()
            throw error
        }
    }

    /// Reports that something is sent again after a failure, if so.
    private mutating func reported(_ action: BlobUpload.Action, after event: BlobUpload.Event) -> BlobUpload.Action {
        guard case .send(_, let milliseconds) = action else { return action }
        let reason: String
        switch event {
        case .failed(let failure, _): reason = failure.description
        case .response(let head, let body, _, _) where StatusFailure(head, body: body).isTransient:
            reason = StatusFailure(head, body: body).description
        case .response, .denied, .start: return action
        }
        session.settings.reportRetry(
            "blob", digest: digest, reason: reason, afterMilliseconds: milliseconds, count: &retries)
        return action
    }

    /// Cancels the upload at the registry, if one is open; the registry would expire it in any case.
    private func giveUp() async {
        guard let location = upload.openUpload else { return }
        _ = await send(RegistryRequest(.delete, .location(location)))
    }
}

/// Provides the bytes of an upload, whichever range it needs next.
protocol UploadSource: Sendable {
    /// Passes a body of these bytes to one `request`, and returns its outcome.
    ///
    /// - Throws: an error if the bytes cannot be provided.
    func send<Value: Sendable>(
        _ bytes: Range<Int64>,
        by request: @Sendable (@escaping @Sendable () -> any UploadBody) async throws(RegistryError) -> Value
    ) async throws(RegistryError) -> Result<Value, RegistryError>

    /// Throws if the bytes provided so far are not the blob; called when all were sent, before the registry names the blob.
    func verify() async throws(RegistryError)
}
