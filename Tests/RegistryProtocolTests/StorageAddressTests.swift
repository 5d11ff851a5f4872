import Testing

@testable import RegistryProtocol

/// One address for all stretches of a blob (drive9#138, dimos#3913: chunk N gets 403 from storage).
struct StorageAddressTests {
    private let first: WebAddress
    private let second: WebAddress

    init() throws {
        first = try WebAddress(parsing: "https://s.example/b?sig=1")
        second = try WebAddress(parsing: "https://s.example/b?sig=2")
    }

    @Test func `as long as the registry sends nobody elsewhere, all ask it`() {
        var address = StorageAddress()
        #expect(address.step() == .askRegistry)
        #expect(address.step() == .askRegistry)
        address.end()
        #expect(address.step() == .askRegistry)
    }

    @Test func `where one was sent, the others ask at once`() {
        var address = StorageAddress()
        _ = address.step()
        address.learn(first)
        #expect(address.step() == .askStorage(first, version: 1))
        #expect(address.step() == .askStorage(first, version: 1))
    }

    @Test func `an address that is refused is asked for again by one, and the others wait for it`() {
        var address = StorageAddress()
        address.learn(first)
        #expect(address.step(refused: 1) == .askRegistry)
        #expect(address.step(refused: 1) == .wait)
        #expect(address.step() == .wait)
        address.learn(second)
        #expect(address.step(refused: 1) == .askStorage(second, version: 2))
        #expect(address.step() == .askStorage(second, version: 2))
    }

    @Test func `where the one who asks has no success, another asks`() {
        var address = StorageAddress()
        address.learn(first)
        #expect(address.step(refused: 1) == .askRegistry)
        address.end()
        #expect(address.step(refused: 1) == .askRegistry)
        #expect(address.step(refused: 1) == .wait)
    }

    @Test func `the refusal of an address that was replaced meanwhile counts for nothing`() {
        var address = StorageAddress()
        address.learn(first)
        address.learn(second)
        #expect(address.step(refused: 1) == .askStorage(second, version: 2))
        address.forget(version: 1)
        #expect(address.step() == .askStorage(second, version: 2))
        address.forget()
        #expect(address.step() == .askRegistry)
    }

    @Test(arguments: [
        (200, false), (206, false), (400, true), (401, true), (403, true), (404, true), (410, true), (416, false),
        (429, false), (500, false), (503, false),
    ])
    func `what expires or is gone is refused by its status`(status: Int, isRefused: Bool) {
        #expect(StorageAddress.refuses(status: status) == isRefused)
    }
}
