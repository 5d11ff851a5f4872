import Testing

@testable import ImageResolver

struct RehearsalTests {
    @Test func `every step of the rehearsal succeeds, so what an answer needs is there after it`() {
        #expect(Rehearsal.run())
    }
}
