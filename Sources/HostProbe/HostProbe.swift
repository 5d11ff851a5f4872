import PlatformModel

/// Asks the machine what it is; what the answers mean is ``PlatformModel/HostDetection``'s business.
public enum HostProbe {
    /// The raw answers of this machine.
    ///
    /// No probe that fails ends the program: what it would have told is not known. Nothing is recorded that tells one
    /// machine from another of its kind: no name, no serial number, no address.
    public static func record() -> Recording {
        source().recording()
    }

    /// The recording in a file, such as `resolve host --record` writes.
    public static func loadRecording(_ path: String) throws(RecordingFileError) -> Recording {
        let bytes: [UInt8]
        switch FileAccess.bytes(of: path, limit: Recording.byteLimit + 1) {
        case .success(let read): bytes = read
        case .failure(let failure) where failure.name == "ENOENT": throw .notFound(path: path)
        case .failure(let failure): throw .unreadable(path: path, reason: failure.name)
        }
        do {
            return try Recording(parsing: bytes)
        } catch {
            throw .malformed(path: path, error)
        }
    }

    /// The machine that this program runs on.
    package static func source() -> any ProbeSource {
        #if os(macOS)
            DarwinSource()
        #elseif os(FreeBSD)
            FreeBSDSource()
        #elseif os(Windows)
            WindowsSource()
        #elseif os(Linux) || os(Android)
            LinuxSource()
        #else
            #error("no probes are written for this system")
        #endif
    }
}
