import ImageModel
import PlatformModel

extension Explanation {
    /// The error that an explanation without a winner ends with; `nil` where there is a winner.
    public var error: ResolverError? {
        guard let noMatch else { return nil }
        var message = "no manifest runs on \(platform.full)"
        if candidates.isEmpty { message = "the list is empty" }
        if let nearest = noMatch.nearest {
            let name = nearest.platform.map { Printable.escaped($0.full) } ?? "an entry without platform"
            message += "; nearest: \(name) (\(Printable.escaped(nearest.verdict.detail)))"
        }
        if isUnsupported, !candidates.isEmpty { message += "; no entry is of a kind that is supported" }
        var error = ResolverError(
            isUnsupported ? .malformed : .noMatch, message, hint: noMatch.command.map { "this would work: \($0)" })
        error.noMatch = noMatch
        return error.concerning(image: image)
    }

    /// The same, for who knows that there is no winner.
    var refusal: ResolverError {
        error ?? ResolverError(.internal, "there is no match and no reason").concerning(image: image)
    }

    /// The same without a command that would work: nobody can pull from a file.
    var withoutCommand: Explanation {
        guard let noMatch else { return self }
        return Explanation(
            image: image, indexDigest: indexDigest, indexMediaType: indexMediaType, wanted: wanted, platform: platform,
            candidates: candidates, chosen: chosen,
            noMatch: NoMatch(
                wanted: noMatch.wanted, origin: noMatch.origin, offered: noMatch.offered, nearest: noMatch.nearest,
                command: nil),
            isUnsupported: isUnsupported)
    }
}
