import ErrorMapping
import PlatformModel

/// Probes this machine; ``PlatformModel/HostDetection`` interprets the answers.
public enum HostProbe {
    /// The raw answers of this machine.
    ///
    /// A probe that fails is recorded as missing or left out. Nothing that identifies the individual machine is recorded:
    /// no name, no serial number, no address. ``RecordingRules`` says what an answer may contain.
    public static func record() -> Recording {
        #if os(macOS)
            recording(of: "darwin", DarwinProbes.all())
        #elseif os(FreeBSD)
            recording(of: "freebsd", FreeBSDProbes.all())
        #elseif os(Windows)
            recording(of: "windows", WindowsProbes.all())
        #elseif os(Linux) || os(Android)
            recording(of: "linux", LinuxProbes().all())
        #else
            #error("no probes are written for this system")
        #endif
    }

    /// Reads the recording in a file, as written by `resolve host --record`.
    public static func loadRecording(_ path: String) throws(RecordingError) -> Recording {
        switch FileAccess.contents(of: path, limit: Recording.byteLimit + 1) {
        case .bytes(let bytes):
            return try mapError(
                { (error: RecordingError) in RecordingError(error.problem, path: path) }, try Recording(parsing: bytes))
        case .failure("ENOENT"): throw RecordingError(.notFound, path: path)
        case .failure(let errno): throw RecordingError(.unreadable(reason: errno), path: path)
        }
    }

    /// The answers of these probes, as far as they may be recorded.
    static func recording(of os: String, _ probes: [Probe]) -> Recording {
        var answers: [String: ProbeValue] = [:]
        for probe in probes { answers[probe.key] = probe.run() }
        return Recording(os: os, probes: RecordingRules.kept(answers))
    }
}
