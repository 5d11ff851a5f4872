import ImageModel
import ImageStore
import RegistryProtocol
import Transport

extension BlobFetch {
    /// Asks for what is missing: by several connections where that is much, else for the first gap by one.
    func attempt(_ run: inout BlobRun, _ open: OpenBlob) async throws(FetchError) -> BlobAttempts.Action {
        let held = open.written.held
        let gaps = held.gaps(of: blob.size)
        guard let first = gaps.first else { return run.attempts.handle(.arrived(fromSeveralAnswers: !held.isEmpty)) }
        let missing = blob.size - held.byteCount
        guard missing < ChunkSchedule.leastBytes || budget.mostOfOneBlob < 2 || run.isSingleStream else {
            return try await attemptRanges(&run, open)
        }
        let transfer = BlobTransfer(expectedSize: blob.size, asked: first)
        return try await stream(&run, open, transfer, start: first.lowerBound)
    }

    private func attemptRanges(_ run: inout BlobRun, _ open: OpenBlob) async throws(FetchError) -> BlobAttempts.Action {
        let before = open.written.held.byteCount
        let conclusion = await RangedAttempt(
            session: session, route: run.route, blob: blob, open: open, budget: budget
        ).run()
        let brought = open.written.held.byteCount - before
        switch conclusion {
        case .arrived: return run.attempts.handle(.arrived(fromSeveralAnswers: true))
        case .refused(let reason): return retried(&run, run.attempts.handle(.askedAfresh), reason)
        case .failed(let failure, let origin):
            return failed(&run, failure, from: origin, open, rangedBytes: brought)
        case .disk(let code):
            await open.keep()
            throw refusedWrite(code)
        case .session(let error):
            await open.keep()
            throw .session(error, what: "blob \(blob.digest)")
        }
    }

    /// Sends one request and writes what comes, from `start` on; `nil` is the whole blob, asked for without a range.
    func stream(
        _ run: inout BlobRun, _ open: OpenBlob, _ transfer: BlobTransfer, start: Int64?
    ) async throws(FetchError) -> BlobAttempts.Action {
        let before = open.written.held
        guard !transfer.isNothingAsked else { return run.attempts.handle(.arrived()) }
        let answer: RegistryReply<BlobSink.Output>
        do throws(SessionError) {
            answer = try await session.sendBlob(blob.digest, range: transfer.rangeField, by: run.route) {
                BlobSink(open, transfer: transfer, start: start)
            }
        } catch .transfer(let failure) {
            return failed(&run, .transfer(failure), from: .registry, open)
        } catch {
            await open.keep()
            throw .session(error, what: "blob \(blob.digest)")
        }
        if let code = answer.output?.writeError {
            await open.keep()
            throw refusedWrite(code)
        }
        switch answer.conclusion(of: transfer) {
        // A gap is filled: there may be another one behind it.
        case .verify where open.reach < blob.size: return .attempt(offset: open.reach, afterMilliseconds: 0)
        case .verify: return run.attempts.handle(.arrived(fromSeveralAnswers: !before.isEmpty))
        case .askAfresh:
            return retried(&run, run.attempts.handle(.askedAfresh), "the server does not answer ranges")
        case .fail(let failure): return failed(&run, failure, from: answer.origin, open)
        case .receive, .gather, .write:
            return failed(&run, .transfer(.notStarted("the answer had no end")), from: answer.origin, open)
        }
    }

    private func failed(
        _ run: inout BlobRun, _ failure: BlobFailure, from origin: AnswerOrigin, _ open: OpenBlob,
        rangedBytes: Int64? = nil
    ) -> BlobAttempts.Action {
        guard !Task.isCancelled else { return .fail(failure) }
        let action = run.attempts.handle(
            .failed(
                failure, from: origin, heldBytes: open.reach, randomUnit: session.settings.randomUnit(),
                nowUnixSeconds: session.settings.now(), rangedBytes: rangedBytes))
        return retried(&run, action, failure.description)
    }

    /// Tells that the blob is asked for again, if it is.
    func retried(_ run: inout BlobRun, _ action: BlobAttempts.Action, _ reason: String) -> BlobAttempts.Action {
        let milliseconds: Int
        switch action {
        case .attempt(_, let wait), .attemptWhole(let wait): milliseconds = wait
        case .verify, .commit, .fail: return action
        }
        run.retries += 1
        session.settings.report(
            .retried(
                what: "blob", digest: blob.digest, reason: reason, afterMilliseconds: milliseconds,
                attempt: run.retries))
        return action
    }
}
