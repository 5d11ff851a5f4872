import ImageModel

extension BlobUpload {
    /// What an answer means in the state that it meets.
    mutating func answered(_ answer: UploadAnswer) -> Action {
        switch state {
        case .checking: checked(answer)
        case .mounting: mounted(answer)
        case .opening: opened(answer)
        case .sending(let bytes): sent(bytes, answer)
        case .asking: told(answer)
        case .finishing: finished(answer)
        case .confirming: answer.isGood ? done(.sent) : asking(answer)
        case .ready, .spent: fail(.unexpected(status: answer.head.status))
        }
    }

    private mutating func checked(_ answer: UploadAnswer) -> Action {
        // Another size under the digest is damage: what is sent again replaces it, or the registry says so.
        if answer.isGood, answer.head.contentLength ?? size == size { return done(.wasThere) }
        if answer.failure.isTransient { return again(.status(answer.failure), answer.moment) }
        guard answer.isGood || answer.failure.subject != .credentials else { return refused(answer) }
        if let source { return enter(.mounting, .mount(from: source)) }
        return enter(.opening, .open)
    }

    private mutating func mounted(_ answer: UploadAnswer) -> Action {
        if answer.head.status == 201 { return stored(answer, .mounted) }
        if answer.head.status == 202 { return opened(answer) }
        if answer.failure.isTransient { return again(.status(answer.failure), answer.moment) }
        return enter(.opening, .open)
    }

    private mutating func opened(_ answer: UploadAnswer) -> Action {
        guard answer.isGood else {
            return answer.failure.isTransient ? again(.status(answer.failure), answer.moment) : refused(answer)
        }
        offset = 0
        location = nil
        let least = answer.head.headers.first("OCI-Chunk-Min-Length")?.blankTrimmed.decimalNumber
        chunk = least.map { max($0, Self.chunkBytes) }
        return movedOn(answer)
    }

    private mutating func sent(_ bytes: Range<Int64>, _ answer: UploadAnswer) -> Action {
        guard answer.isGood else { return notSent(answer) }
        offset = bytes.upperBound
        // Less than was sent is the registry's right; anything else that it says is worth nothing.
        if let reach = UploadReach.bytes(answer.head), bytes.contains(reach), reach > bytes.lowerBound {
            offset = reach
        }
        if offset - bytes.lowerBound >= BlobAttempts.progressThatCounts { retriesMade = 0 }
        return movedOn(answer)
    }

    private mutating func notSent(_ answer: UploadAnswer) -> Action {
        if answer.head.status == 416 {
            wrongRanges += 1
            guard wrongRanges <= Self.mostWrongRanges else { return lost(answer) }
            return asking(answer)
        }
        if answer.forgetsUpload { return lost(answer) }
        if answer.failure.isTransient { return again(.status(answer.failure), answer.moment) }
        // The registry has signed that address, and not for ever.
        if let location, !location.hasSameOrigin(as: place.registry), [400, 401, 403].contains(answer.head.status) {
            return lost(answer)
        }
        return refused(answer)
    }

    /// The registry has said how far the upload has come.
    private mutating func told(_ answer: UploadAnswer) -> Action {
        if answer.failure.isTransient { return again(.status(answer.failure), answer.moment) }
        guard answer.isGood, let reach = UploadReach.bytes(answer.head), reach <= size else { return lost(answer) }
        // Of `0-0` nobody knows whether it is one byte or none: a new upload loses neither.
        guard reach > 0 || size == 0 else { return lost(answer) }
        if reach - offset >= BlobAttempts.progressThatCounts { retriesMade = 0 }
        offset = reach
        return movedOn(answer)
    }

    private mutating func finished(_ answer: UploadAnswer) -> Action {
        if answer.isGood, answer.head.status != 202 { return stored(answer, .sent) }
        if answer.isGood { return fail(.unexpected(status: answer.head.status)) }
        if answer.failure.isTransient { return again(.status(answer.failure), answer.moment) }
        if answer.head.status == 416 || answer.forgetsUpload {
            wrongRanges += 1
            return wrongRanges <= Self.mostWrongRanges ? enter(.confirming, .check) : lost(answer)
        }
        let refusal = WriteRefusal(answer.failure)
        // Pieces of several requests may have come together wrongly; the whole in one gets a chance.
        if refusal.reason == .otherBytes, retriesMade > 0 || wrongRanges > 0 { return lost(answer) }
        return fail(.refused(refusal))
    }

    private mutating func stored(_ answer: UploadAnswer, _ outcome: UploadOutcome) -> Action {
        if let named = StoredDigest.named(by: answer.head), named.algorithm == digest.algorithm, named != digest {
            return fail(.otherDigest(named: named, expected: digest))
        }
        return done(outcome)
    }

    private mutating func refused(_ answer: UploadAnswer) -> Action {
        fail(.refused(WriteRefusal(answer.failure)))
    }
}
