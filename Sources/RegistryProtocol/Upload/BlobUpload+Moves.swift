import ImageModel

extension BlobUpload {
    /// Takes the location that the answer names, and goes on from ``offset``.
    mutating func movedOn(_ answer: UploadAnswer) -> Action {
        if location == nil || answer.head.headers.first("Location") != nil {
            do throws(UploadLocationError) {
                location = try place.location(answer.head, from: answer.address)
            } catch {
                return fail(.location(error))
            }
        }
        guard let location else { return fail(.location(.missing(status: answer.head.status))) }
        guard offset < size else { return finish(at: location, bytes: size..<size) }
        if offset == 0, size <= Self.mostWithName { return finish(at: location, bytes: 0..<size) }
        let end = chunk.map { min(size, offset + $0) } ?? size
        let isWhole = offset == 0 && end == size
        let range = HTTPHeader(name: "Content-Range", value: "\(offset)-\(end - 1)")
        return enter(
            .sending(offset..<end),
            .send(to: location, bytes: offset..<end, contentRange: isWhole ? nil : range))
    }

    private mutating func finish(at location: WebAddress, bytes: Range<Int64>) -> Action {
        let address = location.adding([("digest", digest.description)])
        return enter(.finishing(bytes), .finish(at: address, bytes: bytes))
    }

    /// Asks how far the upload has come.
    mutating func asking(_ answer: UploadAnswer, afterMilliseconds: Int = 0) -> Action {
        guard let location else { return lost(answer) }
        return enter(.asking, .ask(location), afterMilliseconds: afterMilliseconds)
    }

    /// The registry has no such upload any more: another is opened, a few times.
    mutating func lost(_ answer: UploadAnswer) -> Action {
        restarts += 1
        if !answer.isGood { reason = answer.failure.description }
        guard restarts <= policy.mostRetries else {
            return fail(.lost(uploads: restarts, reason: reason ?? answer.failure.description))
        }
        location = nil
        offset = 0
        wrongRanges = 0
        return enter(.opening, .open)
    }

    /// What failed in passing is asked again, or looked after.
    mutating func again(_ failure: TransferFailure, _ moment: UploadMoment) -> Action {
        let decision = policy.decision(
            after: failure, retriesMade: retriesMade, randomUnit: moment.randomUnit,
            nowUnixSeconds: moment.nowUnixSeconds)
        guard case .retry(let milliseconds) = decision else { return fail(.transfer(failure)) }
        retriesMade += 1
        reason = failure.description
        switch state {
        case .checking: return enter(.checking, .check, afterMilliseconds: milliseconds)
        case .mounting: return enter(.mounting, .mount(from: source ?? ""), afterMilliseconds: milliseconds)
        case .sending, .asking:
            guard let location else { return enter(.opening, .open, afterMilliseconds: milliseconds) }
            return enter(.asking, .ask(location), afterMilliseconds: milliseconds)
        case .finishing, .confirming: return enter(.confirming, .check, afterMilliseconds: milliseconds)
        case .opening, .ready, .spent: return enter(.opening, .open, afterMilliseconds: milliseconds)
        }
    }
}
