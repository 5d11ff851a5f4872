import HostProbe
import PlatformModel
import TestSupport
import Testing

/// Recordings in files: `resolve host --record` and `--host FILE`.
@Suite struct RecordingFileTests {
    @Test func `a file that does not exist is named`() {
        let expected = RecordingError(.notFound, path: "/no/such/host.json")
        #expect(throws: expected) { try HostProbe.loadRecording("/no/such/host.json") }
        #expect(expected.description == "there is no file '/no/such/host.json'")
    }

    @Test func `a folder is not read as a recording`() throws {
        let folder = try TemporaryFolder()
        let expected = RecordingError(.unreadable(reason: "EISDIR"), path: folder.path)
        #expect(throws: expected) { try HostProbe.loadRecording(folder.path) }
        #expect(expected.description == "'\(folder.path)' cannot be read: EISDIR")
    }

    @Test func `a malformed file is named with the problem`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("host.json", "{\"format\":7,\"os\":\"linux\",\"probes\":{}}")
        let expected = RecordingError(.unknownFormat(7), path: path)
        #expect(throws: expected) { try HostProbe.loadRecording(path) }
        #expect(expected.description == "'\(path)': the recording has format 7, not 1")
    }

    @Test func `a file of gigabytes is refused after 1 MiB`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("host.json", [UInt8](repeating: 0x20, count: Recording.byteLimit + 4096))
        let limit = Recording.byteLimit
        #expect(throws: RecordingError(.tooLarge(bytes: limit + 1, limit: limit), path: path)) {
            try HostProbe.loadRecording(path)
        }
    }
}
