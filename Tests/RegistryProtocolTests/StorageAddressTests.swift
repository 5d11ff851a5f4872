import Testing

@testable import RegistryProtocol

/// One storage address for all ranges of a blob (drive9#138, dimos#3913: chunk N gets 403 from storage).
struct StorageAddressTests {
    private let first: WebAddress
    private let second: WebAddress

    init() throws {
        first = try WebAddress(parsing: "https://s.example/b?sig=1")
        second = try WebAddress(parsing: "https://s.example/b?sig=2")
    }

    @Test func `as long as the registry redirects no request, all go to it`() {
        var address = StorageAddress()
        #expect(address.target() == .registry)
        #expect(address.target() == .registry)
        address.end()
        #expect(address.target() == .registry)
    }

    @Test func `after one redirect, the other requests go to its target at once`() {
        var address = StorageAddress()
        _ = address.target()
        address.learn(first)
        #expect(address.target() == .storage(first, version: 1))
        #expect(address.target() == .storage(first, version: 1))
    }

    @Test func `after a refusal one request goes to the registry and the others wait`() {
        var address = StorageAddress()
        address.learn(first)
        #expect(address.target(refused: 1) == .registry)
        #expect(address.target(refused: 1) == .wait)
        #expect(address.target() == .wait)
        address.learn(second)
        #expect(address.target(refused: 1) == .storage(second, version: 2))
        #expect(address.target() == .storage(second, version: 2))
    }

    @Test func `when that request ends without a redirect, another one takes its place`() {
        var address = StorageAddress()
        address.learn(first)
        #expect(address.target(refused: 1) == .registry)
        address.end()
        #expect(address.target(refused: 1) == .registry)
        #expect(address.target(refused: 1) == .wait)
    }

    @Test func `the refusal of a replaced address is ignored`() {
        var address = StorageAddress()
        address.learn(first)
        address.learn(second)
        #expect(address.target(refused: 1) == .storage(second, version: 2))
        address.forget(version: 1)
        #expect(address.target() == .storage(second, version: 2))
        address.forget()
        #expect(address.target() == .registry)
    }

    @Test(arguments: [
        (200, false), (206, false), (400, true), (401, true), (403, true), (404, true), (410, true), (416, false),
        (429, false), (500, false), (503, false),
    ])
    func `expired and missing addresses are recognized by status`(status: Int, isRefused: Bool) {
        #expect(StorageAddress.refuses(status: status) == isRefused)
    }
}
