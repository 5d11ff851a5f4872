import PlatformModel

/// A machine that answered earlier: its recording.
package struct RecordedSource: ProbeSource {
    private let recorded: Recording

    /// Answers what a recording holds.
    package init(_ recording: Recording) {
        recorded = recording
    }

    /// The system of the machine that was recorded.
    package var os: String { recorded.os }
    /// The questions that were asked then.
    package var keys: [String] { recorded.probes.keys.sorted() }

    /// What was answered then.
    package func value(for key: String) -> ProbeValue? {
        recorded.probes[key]
    }
}
