import HostProbe
import PlatformModel
import TestSupport
import Testing

/// Recordings in files: `resolve host --record` and `--host FILE`.
@Suite struct RecordingFileTests {
    @Test func `a file that is not there is said by name`() {
        let expected = RecordingFileError.notFound(path: "/no/such/host.json")
        #expect(throws: expected) { try HostProbe.loadRecording("/no/such/host.json") }
        #expect(expected.description == "there is no file '/no/such/host.json'")
    }

    @Test func `a folder is not read as a recording`() throws {
        let folder = try TemporaryFolder()
        let expected = RecordingFileError.unreadable(path: folder.path, reason: "EISDIR")
        #expect(throws: expected) { try HostProbe.loadRecording(folder.path) }
        #expect(expected.description == "'\(folder.path)' cannot be read: EISDIR")
    }

    @Test func `a malformed file is said with what is wrong in it`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("host.json", "{\"format\":7,\"os\":\"linux\",\"probes\":{}}")
        let expected = RecordingFileError.malformed(path: path, .unknownFormat(7))
        #expect(throws: expected) { try HostProbe.loadRecording(path) }
        #expect(expected.description == "'\(path)': the recording is of format 7, not 1")
    }

    @Test func `a file of gigabytes is refused after a mebibyte`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("host.json", [UInt8](repeating: 0x20, count: Recording.byteLimit + 4096))
        let limit = Recording.byteLimit
        #expect(throws: RecordingFileError.malformed(path: path, .tooLarge(bytes: limit + 1, limit: limit))) {
            try HostProbe.loadRecording(path)
        }
    }
}
