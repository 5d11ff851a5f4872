import Foundation
import TestSupport
import Testing

@testable import EngineClient

/// Which engines a user's settings and the usual paths name.
@Suite struct EngineFinderTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func endpoints(_ variables: [String: String] = [:]) -> [EngineEndpoint] {
        EngineFinder(
            variables: variables, homeFolder: folder.file("home"), userID: 1000, root: folder.path
        ).endpoints()
    }

    private func shown(_ variables: [String: String] = [:]) -> [String] {
        endpoints(variables).map { endpoint in
            let marks = (endpoint.isConfigured ? " configured" : "") + (endpoint.isSelected ? " selected" : "")
            let address = "\(endpoint.address)".replacingOccurrences(of: folder.path, with: "")
            return "\(endpoint.kind.rawValue) \(address) [\(endpoint.names.joined(separator: ", "))]\(marks)"
        }
    }

    private func context(_ name: String, id: String, host: String, skips: Bool = false) throws {
        try folder.write(
            "home/.docker/contexts/meta/\(id)/meta.json",
            #"{"Name":"\#(name)","Metadata":{},"Endpoints":{"docker":{"Host":"\#(host)","SkipTLSVerify":\#(skips)}}}"#)
    }

    @Test func `nothing is found where there is nothing`() {
        #expect(shown() == [])
    }

    @Test func `sockets at usual paths are found, and Docker's is the docker command's`() throws {
        for path in [
            "var/run/docker.sock", "run/user/1000/docker.sock", "home/.colima/default/docker.sock",
            "run/podman/podman.sock", "run/user/1000/podman/podman.sock", "run/containerd/containerd.sock",
            "run/k3s/containerd/containerd.sock",
        ] { try folder.write(path, "") }
        #expect(
            shown() == [
                "docker unix:///var/run/docker.sock [default] selected",
                "docker unix:///run/user/1000/docker.sock [default]",
                "docker unix:///home/.colima/default/docker.sock [default]",
                "podman unix:///run/podman/podman.sock [default]",
                "podman unix:///run/user/1000/podman/podman.sock [default]",
                "containerd unix:///run/containerd/containerd.sock [default]",
                "containerd unix:///run/k3s/containerd/containerd.sock [default]",
            ])
        #expect(shown(["XDG_RUNTIME_DIR": "/none"]).count == 5)
    }

    @Test func `variables name engines that need not be there`() {
        #expect(
            shown([
                "DOCKER_HOST": "unix:///a/docker.sock", "CONTAINER_HOST": "unix:///a/podman.sock",
                "CONTAINERD_ADDRESS": "/a/containerd.sock",
            ]) == [
                "docker unix:///a/docker.sock [DOCKER_HOST] configured selected",
                "podman unix:///a/podman.sock [CONTAINER_HOST] configured",
                "containerd unix:///a/containerd.sock [CONTAINERD_ADDRESS] configured",
            ])
        #expect(shown(["DOCKER_HOST": "", "CONTAINER_HOST": ""]) == [])
    }

    @Test func `one socket with several names and paths is listed once`() throws {
        try folder.write("run/podman/podman.sock", "")
        let link = folder.file("link.sock")
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: folder.file("run/podman/podman.sock"))
        #expect(
            shown([
                "DOCKER_HOST": "unix://" + link, "CONTAINER_HOST": "unix://" + folder.file("run/podman/podman.sock"),
            ])
                == ["docker unix:///link.sock [DOCKER_HOST, CONTAINER_HOST, default] configured selected"])
    }

    /// The address of the engine that images are written to, or why there is none.
    private func chosen(_ kind: EngineKind, _ variables: [String: String] = [:], userID: UInt32 = 1000) -> String {
        let finder = EngineFinder(
            variables: variables, homeFolder: folder.file("home"), userID: userID, root: folder.path)
        do throws(EngineFault) {
            return "\(try finder.endpoint(of: kind).address)".replacingOccurrences(of: folder.path, with: "")
        } catch {
            return error.description
        }
    }

    @Test func `images go to the engine that a setting names, whether or not it is there`() throws {
        let variables = ["DOCKER_HOST": "unix:///a/docker.sock", "CONTAINER_HOST": "unix:///a/podman.sock"]
        try folder.write("var/run/docker.sock", "")
        #expect(chosen(.docker, variables) == "unix:///a/docker.sock")
        #expect(chosen(.podman, variables) == "unix:///a/podman.sock")
        try context("desktop", id: "aa", host: "unix:///desktop.sock")
        #expect(chosen(.docker, ["DOCKER_CONTEXT": "desktop"]) == "unix:///desktop.sock")
        #expect(chosen(.docker) == "unix:///var/run/docker.sock")
    }

    @Test func `without a setting, images go to the first socket that the user may use`() throws {
        #expect(chosen(.docker).hasPrefix("no engine is found: neither DOCKER_HOST nor a context names one"))
        #expect(chosen(.podman).hasPrefix("no engine is found: no variable names one, and podman has no socket"))
        // What is not a socket cannot be used.
        try folder.write("var/run/docker.sock", "")
        try folder.write("run/podman/podman.sock", "")
        #expect(chosen(.docker) == "unix:///var/run/docker.sock")
        let sockets = try ["run/user/1000/docker.sock", "run/user/1000/podman/podman.sock"].map { path in
            try folder.write(path, "")
            try FileManager.default.removeItem(atPath: folder.file(path))
            return try UnixSocket.bound(folder.file(path))
        }
        defer { for socket in sockets { close(socket) } }
        #expect(chosen(.docker) == "unix:///run/user/1000/docker.sock")
        #expect(chosen(.podman) == "unix:///run/user/1000/podman/podman.sock")
    }

    @Test func `podman's own service comes before that of root, except for root`() throws {
        for path in ["run/podman/podman.sock", "run/user/1000/podman/podman.sock"] {
            try folder.write(path, "")
        }
        #expect(chosen(.podman) == "unix:///run/user/1000/podman/podman.sock")
        #expect(
            chosen(.podman, ["XDG_RUNTIME_DIR": folder.file("run/user/1000")], userID: 0)
                == "unix:///run/podman/podman.sock")
    }

    @Test(arguments: [
        ("tcp://192.0.2.1", "tcp://192.0.2.1:2375"), ("tcp://192.0.2.1:4000", "tcp://192.0.2.1:4000"),
        ("192.0.2.1:4000", "tcp://192.0.2.1:4000"), ("http://docker.example/base", "tcp://docker.example"),
        ("tcp://[2001:db8::1]:4000", "tcp://[2001:db8::1]:4000"), ("tcp://[2001:db8::1]", "tcp://[2001:db8::1]:2375"),
        ("/run/docker.sock", "unix:///run/docker.sock"), ("ssh://bob@build.example", "ssh://<redacted>@build.example"),
        ("npipe:////./pipe/docker_engine", "npipe:////./pipe/docker_engine"),
        ("unix://docker.sock", "unix://docker.sock"),
        ("tcp://", "tcp://"), ("tcp://a b", "tcp://a b"), ("fd://", "fd://"),
    ])
    func `an address is read as docker reads it`(host: String, expected: String) throws {
        let endpoint = try #require(endpoints(["DOCKER_HOST": host]).first)
        #expect("\(endpoint.address)" == expected)
    }

    @Test(arguments: [
        ("ssh://bob@build.example", EngineFault.notAsked(scheme: "ssh")),
        ("npipe:////./pipe/x", .notAsked(scheme: "npipe")),
        ("fd://", .notAsked(scheme: "fd")), ("unix://docker.sock", .malformedAddress), ("tcp://", .malformedAddress),
        ("tcp://a b", .malformedAddress),
    ])
    func `an address that cannot be asked says why`(host: String, expected: EngineFault) throws {
        guard case .other(_, let fault) = try #require(endpoints(["DOCKER_HOST": host]).first).address else {
            Issue.record("\(host) is asked")
            return
        }
        #expect(fault == expected)
    }

    @Test func `TLS variables choose HTTPS, port 2376 and the certificates of their directory`() throws {
        for name in ["ca.pem", "cert.pem", "key.pem"] { try folder.write("certs/" + name, "") }
        let certs = folder.file("certs")
        let variables = ["DOCKER_HOST": "tcp://192.0.2.1", "DOCKER_CERT_PATH": certs]
        #expect(shown(variables) == ["docker tcp://192.0.2.1:2375 [DOCKER_HOST] configured selected"])
        let verified = try #require(endpoints(variables.merging(["DOCKER_TLS_VERIFY": "1"]) { $1 }).first)
        #expect("\(verified.address)" == "tcp://192.0.2.1:2376")
        #expect(verified.certificates?.authorities == certs + "/ca.pem")
        #expect(verified.certificates?.client?.certificate == certs + "/cert.pem")
        #expect(verified.certificates?.client?.key == certs + "/key.pem")
        #expect(verified.certificates?.skipsVerification == false)
        let unverified = try #require(endpoints(variables.merging(["DOCKER_TLS": "1"]) { $1 }).first)
        #expect(unverified.certificates?.skipsVerification == true)
    }

    @Test func `contexts are found, and the one in use is selected`() throws {
        try context("desktop", id: "aa", host: "unix:///desktop.sock")
        try context("remote", id: "bb", host: "tcp://192.0.2.1:2376", skips: true)
        try context("far", id: "cc", host: "ssh://far.example")
        try folder.write("home/.docker/contexts/tls/bb/docker/ca.pem", "")
        try folder.write("home/.docker/config.json", #"{"auths":{},"currentContext":"desktop"}"#)
        try folder.write("var/run/docker.sock", "")
        let remote = "docker tcp://192.0.2.1:2376 [context remote] configured"
        #expect(
            shown() == [
                "docker unix:///desktop.sock [context desktop] configured selected", remote,
                "docker ssh://far.example [context far] configured", "docker unix:///var/run/docker.sock [default]",
            ])
        #expect(endpoints()[1].certificates?.skipsVerification == true)
        #expect(shown(["DOCKER_CONTEXT": "remote"]).contains(remote + " selected"))
        #expect(shown(["DOCKER_CONTEXT": "default"]).last == "docker unix:///var/run/docker.sock [default] selected")
        #expect(shown(["DOCKER_HOST": "unix:///h"]).first == "docker unix:///h [DOCKER_HOST] configured selected")
        #expect(shown(["DOCKER_CONTEXT": "gone"]).contains("docker - [context gone] configured selected"))
        #expect(
            shown(["DOCKER_CONFIG": folder.file("other")]) == ["docker unix:///var/run/docker.sock [default] selected"])
    }

    @Test(arguments: ["", "{", "[]", #"{"Name":7}"#, #"{"Name":"x","Endpoints":{"docker":{"Host":7}}}"#])
    func `a context that cannot be read is left out`(text: String) throws {
        try folder.write("home/.docker/contexts/meta/aa/meta.json", text)
        try folder.write("home/.docker/config.json", text)
        #expect(shown() == [])
    }
}
