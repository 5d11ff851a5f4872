import ClientModel
import PlatformModel
import Testing

/// The names of clients and their versions.
struct ClientListTests {
    private let list: ClientList

    init() throws {
        list = ClientList(catalog: try .builtIn())
    }

    @Test func `the clients that are shown have the names of the manual, in its order`() {
        #expect(
            list.shown.map(\.name) == [
                "docker", "docker-containerd", "containerd", "ctr", "containerd-cri", "podman", "skopeo", "crane",
                "oras",
                "regctl", "apple",
            ])
    }

    @Test func `other ways of a client are found by name alone`() throws {
        #expect(list.names.contains("ctr-local"))
        #expect(try list.client("containerd-cri-local").title == "CRI with use_local_image_pull")
    }

    @Test(arguments: [
        ("docker-containerd", "from 29.6, run with 29.7.2"), ("docker-containerd@29.6.0", "from 29.6, run with 29.7.2"),
        ("docker-containerd@v29.5.9", "before 29.6, read in the release notes of 29.6"),
        ("docker-containerd@29", "from 29.6, run with 29.7.2"),
        ("docker-containerd@28", "before 29.6, read in the release notes of 29.6"),
        ("ctr@1.6.20", "before 2.0, run with 1.6.20"), ("ctr@2", "from 2.0, run with 2.4.0-beta"),
        ("ctr@2.0", "from 2.0, run with 2.4.0-beta"), ("containerd-cri@2.0.5", "from 2.0, before 2.1, read in 2.0"),
        ("crane@9", "run with 0.21.9"),
    ])
    func `a version has the rules of its range`(name: String, versions: String) throws {
        #expect(try list.client(name).versions.description == versions)
    }

    @Test(arguments: [
        ("podmann", "no client is named 'podmann'; did you mean 'podman'?"),
        ("scopeo@1.9", "no client is named 'scopeo'; did you mean 'skopeo'?"),
        ("docker@new", "'new' is not a version of docker, such as 1.2 or 1.2.3"),
        ("docker@", "'' is not a version of docker, such as 1.2 or 1.2.3"),
    ])
    func `a name that is none is refused with its reason`(name: String, message: String) {
        let error = #expect(throws: ClientListError.self) { try list.client(name) }
        #expect(error?.description == message)
    }

    @Test func `a name like no other is answered with all names`() {
        let error = #expect(throws: ClientListError.self) { try list.client("") }
        #expect(error?.description.hasPrefix("no client is named ''; known: docker, docker-containerd") == true)
    }
}
