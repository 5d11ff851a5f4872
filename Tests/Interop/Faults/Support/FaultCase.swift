import TestSupport
import Testing

/// One fault, and what `resolve pull` makes of it.
struct FaultCase: Sendable, CustomTestStringConvertible {
    /// What goes wrong, in the words of the list of faults.
    let name: String
    /// Options of the pull.
    var options: [String] = []
    /// The exit status.
    var status: Int32 = 0
    /// The bytes of the layer on the wire, in parts of its size.
    var wire = 1.0...1.05
    /// How long the pull takes.
    var seconds = 0.0...15
    /// The most that the run after it, without faults, fetches of the layer, in parts of its size.
    var rest = 1.05
    /// A word that must stand in the error.
    var tells: String?
    /// Makes it go wrong.
    let arrange: @Sendable (FaultBench) -> Void

    var testDescription: String { name }

    /// A fault that a pull gets over.
    init(
        _ name: String, _ options: [String] = [], wire: ClosedRange<Double> = 1.0...1.05,
        seconds: ClosedRange<Double> = 0...15, arrange: @escaping @Sendable (FaultBench) -> Void
    ) {
        self.name = name
        self.options = options
        self.wire = wire
        self.seconds = seconds
        self.arrange = arrange
    }

    /// A fault that ends a pull with `status`.
    init(
        _ name: String, _ options: [String] = [], ends status: Int32, tells: String? = nil,
        wire: ClosedRange<Double> = 0.0...1.05, seconds: ClosedRange<Double> = 0...15, rest: Double = 1.05,
        arrange: @escaping @Sendable (FaultBench) -> Void
    ) {
        self.init(name, options, wire: wire, seconds: seconds, arrange: arrange)
        self.status = status
        self.tells = tells
        self.rest = rest
    }
}
