import ImageModel
import MirrorModel
import Synchronization
import TestSupport
import Testing

@testable import ClientConfiguration

struct NameLookupTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = try folder.write(
            "daemon.json", #"{"insecure-registries":["10.0.0.0/8"],"registry-mirrors":["https://m.example"]}"#)
    }

    @Test(
        .userCase("M9"),
        arguments: [("r.example/app", ["r.example"]), ("alpine", ["m.example"]), ("10.0.0.1/app", [])])
    func `the hosts that a listed network may cover are looked up for each image`(
        image: String, expected: [String]
    ) async throws {
        let asked = Mutex<[String]>([])
        var mirrors = DockerMirrors(files: [path])
        mirrors.lookUp = { host, _ in
            asked.withLock { $0.append(host) }
            return [.v4([10, 0, 0, 1])]
        }
        let reference = try Reference(parsing: image)
        let lookup = try await MirrorFiles(readers: [mirrors]).lookup(for: reference)
        let plan = try MirrorPlan(for: reference, lookup.configuration)
        #expect(asked.withLock { $0 } == expected)
        #expect(plan.endpoints.first?.trust.skipsVerification == true)
    }

    // RFC 6761, section 6.3 and 6.4: `localhost` is loopback, and `invalid` has no addresses.
    @Test func `the system's resolver knows the addresses of this machine, and none of an invalid name`() async {
        let deadline = ContinuousClock.now + NameLookup.limit
        let own = await NameLookup.addresses(of: "localhost", by: deadline)
        #expect(!own.isEmpty && own.allSatisfy(\.isLoopback))
        #expect(await NameLookup.addresses(of: "r.invalid", by: deadline) == [])
        #expect(await NameLookup.addresses(of: "a b", by: deadline) == [])
    }

    @Test func `a name has no addresses when the deadline has passed`() async {
        #expect(await NameLookup.addresses(of: "localhost", by: .now) == [])
    }
}
