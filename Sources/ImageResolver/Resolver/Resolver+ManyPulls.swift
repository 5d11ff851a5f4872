import ErrorMapping
import ImageModel
import RegistryClient

/// What became of one of several images.
public enum ImageOutcome<Value: Sendable>: Sendable {
    /// The result.
    case done(Value)
    /// It failed for this reason.
    case failed(ResolverError)
    /// It was not completed, because another image had failed before.
    case skipped

    /// The error; `nil` if there is none.
    public var failure: ResolverError? {
        if case .failed(let error) = self { error } else { nil }
    }

    /// The outcome with another result.
    func map<Other: Sendable>(_ transform: (Value) -> Other) -> ImageOutcome<Other> {
        switch self {
        case .done(let value): .done(transform(value))
        case .failed(let error): .failed(error)
        case .skipped: .skipped
        }
    }
}

/// What became of one of several images to pull: one result per platform, in the order requested.
public typealias PullOutcome = ImageOutcome<[PulledImage]>

extension Resolver {
    /// Pulls several images into one output, many at once. Returns what became of each, in the order of the requests.
    ///
    /// The images share the limits on transfers: a blob or document that several of them need is requested once, and the
    /// documents of later images are read while the layers of earlier ones arrive. Layouts and archives have the images in the
    /// order of `requests`. `report` is called for each image in that order, as early as possible.
    ///
    /// When an image fails, those behind it are ended, unless the pull `keepsGoing`; the result of one that was complete by then
    /// counts. The output is finished, as by ``finish(_:)``, only if no image has failed: of an archive that has all images,
    /// nothing exists after a failure.
    ///
    /// - Throws: ``ResolverError/Kind/interrupted``, or the error of finishing the output.
    public func pull(
        _ requests: [PullRequest], to output: PullOutput, keepsGoing: Bool,
        report: @escaping @Sendable (Int, PullOutcome) -> Void = { _, _ in }
    ) async throws(ResolverError) -> [PullOutcome] {
        let resolver = sharingReads()
        let build = try await archiveBuild(output, of: requests.map(\.image))
        let stopsAll = !keepsGoing || output.isOneArchive
        let scratch = containerdScratch(output, of: requests.map(\.image))
        let outcomes = await Self.each(requests, stopsAll: stopsAll, report: report) {
            request, turn throws(ResolverError) in
            let unpacking = try await resolver.unpackStep(output, of: request.image, scratch)
            do throws(ResolverError) {
                return try await resolver.pull(request, to: output, build, unpacking, finishes: false, turn: turn)
            } catch {
                await unpacking?.abandon(error)
                throw error
            }
        }
        let failures = outcomes.compactMap(\.failure)
        guard failures.isEmpty, !Task.isCancelled else {
            // The scratch layout of archives stays if the same pull is likely to succeed later.
            let error = Task.isCancelled ? .interrupted : failures.first { $0.retryable } ?? failures[0]
            await archives.end(output)?.abandon(error)
            guard !Task.isCancelled else { throw .interrupted }
            return outcomes
        }
        try await finish(output)
        return outcomes
    }

    /// The same resolver, whose operations share what they read.
    func sharingReads() -> Resolver {
        var resolver = self
        resolver.reading = SharedReading(slots: slots, count: options.jobs)
        return resolver
    }

    /// The most images in progress at once. Few would do for the network; but if many share one large layer, the others' own
    /// layers should not wait for it.
    private static let mostAtOnce = 64

    /// Performs `work` for each request, many at once, and reports the outcomes in order.
    ///
    /// If the failure of one `stopsAll`, those behind it are ended; those before it are completed.
    static func each<Value: Sendable>(
        _ requests: [PullRequest], stopsAll: Bool, report: (@Sendable (Int, ImageOutcome<Value>) -> Void)? = nil,
        _ work: @escaping @Sendable (PullRequest, PullTurn) async throws(ResolverError) -> Value
    ) async -> [ImageOutcome<Value>] {
        let turns = PullTurn.turns(requests.count)
        return await withTaskGroup(of: (Int, ImageOutcome<Value>).self) { group in
            var next = 0
            var end = requests.count
            func startNext() {
                guard next < end else { return }
                let (index, request, turn) = (next, requests[next], turns[next])
                next += 1
                group.addTask { (index, await outcome(of: request, turn, work)) }
            }
            for _ in 0..<mostAtOnce { startNext() }
            var outcomes: [ImageOutcome<Value>?] = Array(repeating: nil, count: requests.count)
            var reported = 0
            for await (index, outcome) in group {
                outcomes[index] = outcome
                if stopsAll, outcome.failure != nil, index < end {
                    end = index + 1
                    for turn in turns[end...] { turn.stop() }
                }
                startNext()
                // What a cancellation ends has not failed.
                guard !Task.isCancelled else { continue }
                while reported < outcomes.count, let outcome = outcomes[reported] {
                    report?(reported, outcome)
                    reported += 1
                }
            }
            return outcomes.map { $0 ?? .skipped }
        }
    }

    /// The outcome of one image, which ends early if its turn is stopped.
    private static func outcome<Value: Sendable>(
        of request: PullRequest, _ turn: PullTurn,
        _ work: @escaping @Sendable (PullRequest, PullTurn) async throws(ResolverError) -> Value
    ) async -> ImageOutcome<Value> {
        let outcome = await withTaskGroup(of: ImageOutcome<Value>?.self) { group in
            group.addTask {
                let result = await ErrorMapping.outcome { () async throws(ResolverError) in
                    try await work(request, turn)
                }
                switch result {
                case .success(let value): return .done(value)
                case .failure(let error): return .failed(error)
                }
            }
            group.addTask {
                await turn.waitToStop()
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            guard first == nil, let last = await group.next() ?? nil else { return first ?? .skipped }
            // An image that was complete when it was stopped counts.
            if case .done = last { return last }
            return .skipped
        }
        turn.end()
        return outcome
    }
}
