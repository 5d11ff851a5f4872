import PlatformModel

/// A machine that answered earlier: its recording.
package struct RecordedSource: ProbeSource {
    private let recorded: Recording

    /// Answers what a recording holds.
    package init(_ recording: Recording) {
        recorded = recording
    }

    package var os: String { recorded.os }
    package var keys: [String] { recorded.probes.keys.sorted() }

    package func value(for key: String) -> ProbeValue? {
        recorded.probes[key]
    }
}
