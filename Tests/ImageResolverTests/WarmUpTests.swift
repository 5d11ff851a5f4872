import Testing

@testable import ImageResolver

struct WarmUpTests {
    @Test func `every step of the warm-up succeeds`() {
        #expect(WarmUp.run())
    }
}
