/// The answer to one vector: one line of JSON.
public struct VectorAnswer: Hashable, Sendable {
    /// The line, without its end.
    public let line: [UInt8]
    /// Whether the input was no vector at all.
    public let isMalformed: Bool
}
