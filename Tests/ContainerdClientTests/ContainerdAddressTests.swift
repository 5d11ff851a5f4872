import TestSupport
import Testing

@testable import ContainerdClient

/// The address of containerd, and why it cannot be used.
struct ContainerdAddressTests {
    @Test(arguments: [
        ("/run/containerd/containerd.sock", "/run/containerd/containerd.sock"),
        ("unix:///run/k3s/containerd/containerd.sock", "/run/k3s/containerd/containerd.sock"),
    ])
    func `an address is a path, with or without a scheme`(text: String, path: String) {
        #expect(ContainerdAddress(text).path == path)
    }

    @Test func `a socket that does not exist, a file and a path that is too long have sentences of their own`() throws {
        let folder = try TemporaryFolder()
        let absent = folder.file("absent.sock")
        #expect(throws: ContainerdError.noSocket(path: absent)) { try ContainerdAddress(absent).check() }
        let file = try folder.write("file", "")
        #expect(throws: ContainerdError.notRunning(path: file)) { try ContainerdAddress(file).check() }
        #expect(throws: ContainerdError.noSocket(path: file + "/x")) { try ContainerdAddress(file + "/x").check() }
        let long = "/" + String(repeating: "x", count: 200)
        #expect(throws: ContainerdError.self) { try ContainerdAddress(long).check() }
    }

    @Test(arguments: [
        (ContainerdError.noSocket(path: "/s"), "containerd's socket '/s' does not exist"),
        (.notAllowed(path: "/s"), "no permission for containerd's socket '/s'"),
        (.notRunning(path: "/s"), "nothing listens on containerd's socket '/s'"),
        (
            .longPath(path: String(repeating: "x", count: 200), limit: 107),
            "the path of containerd's socket has 200 bytes, more than the limit of 107"
        ),
        (.lost(path: "/s", message: ""), "the connection to containerd at '/s' ended"),
        (.lost(path: "/s", message: "reset\n"), "the connection to containerd at '/s' ended: reset\\u{a}"),
        (
            .silent(path: "/s", call: "Content.Info", seconds: 300),
            "containerd at '/s' did not answer Content.Info within 300 s"
        ),
        (
            .notFound(call: "Snapshots.Commit", message: "snapshot x does not exist"),
            "containerd refused Snapshots.Commit: snapshot x does not exist"
        ),
        (.unsupported(call: "Leases.AddResource"), "this containerd does not support Leases.AddResource"),
        (
            .refused(call: "Content.Write", status: "resourceExhausted", message: "no space left on device"),
            "containerd refused Content.Write with the status 'resourceExhausted': no space left on device"
        ),
    ])
    func `each error is one sentence`(error: ContainerdError, sentence: String) {
        #expect(error.description == sentence)
    }
}
