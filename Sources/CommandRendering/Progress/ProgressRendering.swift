import ImageResolver

/// One way of showing how a command gets on: pure, given the events and the clock.
///
/// Times are milliseconds of any one clock that does not run backwards.
protocol ProgressRendering: Sendable {
    /// Whether an event changes anything that is shown, now or later.
    func follows(_ event: ResolverEvent) -> Bool

    /// The lines that an event adds, to stay.
    mutating func lines(for event: ResolverEvent, at now: Int64) -> [String]

    /// The lines that the passing of time adds, to stay.
    mutating func lines(at now: Int64) -> [String]

    /// The lines that the end of an image adds, to stay.
    mutating func lines(for image: FinishedImage) -> [String]

    /// The lines that stand below all others and are drawn anew each time, `width` columns at most.
    func frame(at now: Int64, width: Int) -> [String]
}

extension ProgressRendering {
    /// All of them.
    func follows(_ event: ResolverEvent) -> Bool { true }

    /// Nothing.
    mutating func lines(at now: Int64) -> [String] { [] }

    /// Nothing.
    mutating func lines(for image: FinishedImage) -> [String] { [] }

    /// Nothing.
    func frame(at now: Int64, width: Int) -> [String] { [] }
}
