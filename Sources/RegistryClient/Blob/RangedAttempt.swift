import ImageModel
import ImageStore
import RegistryProtocol
import Transport

/// One attempt at what is missing of a large blob, by several connections with closed ranges.
///
/// The first stretch is asked for alone: only when its answer is a partial one do others follow, and only if it is not fast
/// enough alone. Where the answer is the whole blob instead, it is taken as one stream. When nothing is left to be asked for,
/// a connection without work takes over half of what the slowest one has before it. ``ChunkSchedule`` says what is next, ``ConnectionGovernor`` how many there are; this
/// carries it out, and ends when all is there or a stretch has failed for good.
struct RangedAttempt: Sendable {
    let session: RegistrySession
    let route: BlobRoute
    let blob: Descriptor
    let open: OpenBlob
    let budget: ConnectionBudget

    /// The time after which the first stretch's rate is looked at.
    private static let firstObservation = Duration.milliseconds(30)

    /// What happens while the attempt goes on.
    private enum Event: Sendable {
        case opened(ActiveChunk, isPartial: Bool)
        case ended(ActiveChunk, isExtra: Bool, RangeConclusion)
        case observed
    }

    /// Fetches what is missing; every transfer has ended when it returns.
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

    /// What is there by now.
    private var arrived: RangedProgress.Arrived {
        RangedProgress.Arrived(ofBlob: open.written.held.byteCount, together: budget.traffic.bytes)
    }

    /// Starts as many stretches as are wanted now.
    private func start(
        _ progress: inout RangedProgress, _ group: inout TaskGroup<Void>, _ feed: AsyncStream<Event>.Continuation
    ) {
        while progress.ending == nil, progress.active.isEmpty || (progress.isPartial && progress.wantsMore) {
            let isExtra = !progress.active.isEmpty
            guard !isExtra || budget.take() else { return }
            let front = open.hasher.front
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
        let transfer = BlobTransfer(expectedSize: blob.size, asked: chunk.asked)
        let answer: RegistryReply<BlobSink.Output>
        do throws(SessionError) {
            answer = try await session.sendBlob(blob.digest, range: transfer.rangeField, by: route) {
                BlobSink(
                    open, transfer: transfer, start: chunk.asked.lowerBound, limit: chunk.limit, opened: opened)
            }
        } catch .transfer(let failure) {
            return .failed(.transfer(failure), from: .registry)
        } catch {
            return .session(error)
        }
        if let code = answer.output?.writeError { return .disk(code) }
        if answer.output?.isCutShort == true { return .arrived }
        switch answer.conclusion(of: transfer) {
        case .verify: return .arrived
        case .askAfresh: return .refused("the server does not answer ranges")
        // A partial answer that contradicts itself tells of the server, not of the blob.
        case .fail(let failure) where failure.subject == .integrity && answer.head.status == 206:
            return .refused("the server answers ranges wrongly: \(failure)")
        case .fail(let failure): return .failed(failure, from: answer.origin)
        case .receive, .gather, .write:
            return .failed(.transfer(.notStarted("the answer had no end")), from: answer.origin)
        }
    }
}
