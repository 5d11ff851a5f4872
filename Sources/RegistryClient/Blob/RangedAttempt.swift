import ImageModel
import ImageStore
import RegistryProtocol
import Transport

/// One attempt at the missing bytes of a large blob, with several connections that request closed ranges.
///
/// The first range is requested alone: others follow only after a partial response, and only if one connection is not fast
/// enough. If the response is the whole blob instead, it is accepted as one stream. When no range is left to request, an idle
/// connection takes over half of the slowest one's rest. ``ChunkSchedule`` chooses the ranges and ``ConnectionGovernor`` the number
/// of connections; this type executes their decisions, until all bytes are present or a range has failed permanently.
struct RangedAttempt: Sendable {
    let session: RegistrySession
    let route: BlobRoute
    let blob: Descriptor
    let open: OpenBlob
    let budget: ConnectionBudget

    /// The time after which the rate of the first range is measured.
    private static let firstObservation = Duration.milliseconds(30)

    /// An event during the attempt.
    private enum Event: Sendable {
        case opened(ActiveChunk, isPartial: Bool)
        case ended(ActiveChunk, isExtra: Bool, RangeConclusion)
        case observed
    }

    /// Fetches the missing bytes; every transfer has ended when it returns.
    func run() async -> RangeConclusion {
        let (events, feed) = AsyncStream.makeStream(of: Event.self)
        return await withTaskGroup(of: Void.self) { group in
            var progress = RangedProgress(of: blob, held: open.written.held, within: budget)
            start(&progress, &group, feed)
            for await event in events {
                switch event {
                case .opened(let chunk, let isPartial):
                    progress.join(chunk)
                    guard isPartial, !progress.isPartial else { break }
                    let seconds = progress.begin(arrived)
                    group.addTask {
                        guard (try? await Task.sleep(for: Self.firstObservation)) != nil else { return }
                        feed.yield(.observed)
                        while (try? await Task.sleep(for: .seconds(seconds))) != nil { feed.yield(.observed) }
                    }
                case .observed: progress.observe(arrived)
                case .ended(let chunk, let isExtra, let conclusion):
                    if isExtra { budget.giveBack() }
                    progress.take(conclusion, of: chunk, held: open.written.held, arrived)
                }
                start(&progress, &group, feed)
                if progress.isOver { break }
                if progress.ending != nil { group.cancelAll() }
            }
            group.cancelAll()
            await group.waitForAll()
            return progress.conclusion(isWhole: open.reach == blob.size)
        }
    }

    /// The bytes present by now.
    private var arrived: RangedProgress.Arrived {
        RangedProgress.Arrived(ofBlob: open.written.held.byteCount, together: budget.traffic.bytes)
    }

    /// Starts as many ranges as are wanted now.
    private func start(
        _ progress: inout RangedProgress, _ group: inout TaskGroup<Void>, _ feed: AsyncStream<Event>.Continuation
    ) {
        while progress.ending == nil, progress.active.isEmpty || (progress.isPartial && progress.wantsMore) {
            let isExtra = !progress.active.isEmpty
            guard !isExtra || budget.take() else { return }
            let front = open.hashedTo
            guard let chunk = progress.nextChunk(front: front) else {
                if isExtra { budget.giveBack() }
                return
            }
            group.addTask {
                let conclusion = await fetch(chunk) { feed.yield(.opened(chunk, isPartial: $0)) }
                feed.yield(.ended(chunk, isExtra: isExtra, conclusion))
            }
        }
    }

    private func fetch(_ chunk: ActiveChunk, opened: @escaping @Sendable (Bool) -> Void) async -> RangeConclusion {
        let transfer = BlobTransfer(expectedSize: blob.size, requested: chunk.requested)
        let response: RegistryResponse<BlobSink.Output>
        do throws(RegistryError) {
            response = try await session.sendBlob(blob.digest, range: transfer.rangeField, by: route) {
                BlobSink(
                    open, transfer: transfer, start: chunk.requested.lowerBound, limit: chunk.limit, opened: opened)
            }
        } catch {
            if case .transfer(let failure) = error.cause { return .failed(failure, from: .registry) }
            return .session(error)
        }
        if let code = response.output?.writeError { return .disk(code) }
        if response.output?.isCutShort == true { return .arrived }
        switch response.conclusion(of: transfer) {
        case .verify: return .arrived
        case .requestWhole: return .refused("the server does not support ranges")
        // A contradictory partial response is a fault of the server, not of the blob.
        case .fail(let failure) where failure.subject == .integrity && response.head.status == 206:
            return .refused("the server does not handle ranges correctly: \(failure)")
        case .fail(let failure): return .failed(failure, from: response.origin)
        case .receive, .gather, .write:
            return .failed(.notStarted("the response did not end"), from: response.origin)
        }
    }
}
