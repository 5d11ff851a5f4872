import ImageResolver
import PlatformModel

extension Explanation {
    /// The error that an explanation without a winner ends with; `nil` where there is a winner.
    package var failure: ResolverError? {
        guard let noMatch else { return nil }
        var message = "no manifest runs on \(noMatch.wanted.full)"
        if let nearest = noMatch.nearest {
            message += "; nearest: \(nearest.platform?.full ?? "an entry without platform") (\(nearest.verdict.detail))"
        }
        let hint = noMatch.command.map { "this would work: \($0)" }
        var error = ResolverError(isUnsupported ? .malformed : .noMatch, message, hint: hint)
        error.image = image
        error.noMatch = noMatch
        return error
    }
}
