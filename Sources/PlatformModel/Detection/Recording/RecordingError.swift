/// What is wrong with a recording of a host.
public enum RecordingError: Error, Hashable, Sendable {
    /// It has more bytes than a recording may have.
    case tooLarge(bytes: Int, limit: Int)
    /// It is not JSON.
    case notJSON
    /// It is JSON, but not an object.
    case notAnObject
    /// A key that every recording has is not there.
    case missingKey(String)
    /// A key holds another kind of value than it should.
    case wrongKind(key: String)
    /// It is written in a format that this version does not read.
    case unknownFormat(Int)
    /// It names no operating system.
    case noOperatingSystem
}

extension RecordingError: CustomStringConvertible {
    /// One sentence, for people.
    public var description: String {
        switch self {
        case .tooLarge(let bytes, let limit): "the recording has \(bytes) bytes, more than \(limit)"
        case .notJSON: "the recording is not JSON"
        case .notAnObject: "the recording is not a JSON object with 'format', 'os' and 'probes'"
        case .missingKey(let key): "the recording has no '\(key)'"
        case .wrongKind(let key): "'\(key)' in the recording is not of a kind that recordings know"
        case .unknownFormat(let format): "the recording is of format \(format), not 1"
        case .noOperatingSystem: "'os' in the recording is empty"
        }
    }
}
