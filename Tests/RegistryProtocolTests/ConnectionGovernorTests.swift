import Testing

@testable import RegistryProtocol

@Suite struct ConnectionGovernorTests {
    /// The number of connections after each of `count` looks at a link that gives each one `each` bytes a second, and all of
    /// them at most `shared`.
    private func targets(each: Double, shared: Double, most: Int = 16, looks count: Int = 12) -> [Int] {
        var governor = ConnectionGovernor(most: most)
        return (0..<count).map { _ in
            let rate = min(each * Double(governor.target), shared)
            governor.observe(bytesPerSecond: rate, connections: governor.target)
            return governor.target
        }
    }

    @Test func `a throttled connection gets company until the link is full, and no more`() {
        // 20 MB/s each, 125 MB/s for all: 4 give 80, 8 give 125, 16 give no more.
        #expect(targets(each: 20, shared: 125).prefix(5) == [4, 8, 16, 8, 8])
    }

    @Test func `a link that four connections fill keeps four`() {
        let seen = targets(each: 50, shared: 125, looks: 10)
        #expect(seen.prefix(4) == [4, 8, 4, 4])
        #expect(seen.last == 4)
    }

    @Test func `a number that rested is tried again: the link may have become better`() {
        #expect(targets(each: 50, shared: 125, looks: 29).count { $0 == 8 } == 2)
    }

    @Test(arguments: [1, 3, 5])
    func `there are never more than allowed`(most: Int) {
        #expect(targets(each: 1, shared: 1000, most: most).max() == most)
    }

    @Test func `a rate that fewer connections gave tells nothing`() {
        var governor = ConnectionGovernor(most: 16)
        governor.observe(bytesPerSecond: 1000, connections: 1)
        governor.observe(bytesPerSecond: 1000, connections: 3)
        #expect(governor.target == 4)
    }

    @Test func `a connection that brings more than a machine can use stays alone`() {
        let rate = ConnectionGovernor.plentyBytesPerSecond
        #expect(targets(each: rate, shared: .infinity).max() == 1)
        #expect(targets(each: rate - 1, shared: .infinity).first == 4)
    }

    @Test func `while all blobs together keep the processors busy, none gets company`() {
        let plenty = ConnectionGovernor.plenty(processors: 2)
        var governor = ConnectionGovernor(most: 16, plentyTogether: plenty)
        for _ in 0..<3 { governor.observe(bytesPerSecond: 1000, connections: 1, together: plenty) }
        #expect(governor.target == 1)
        // The others have ended: one look's grace, as for a connection that has been fast.
        for _ in 0..<2 { governor.observe(bytesPerSecond: 1000, connections: 1, together: plenty - 1) }
        #expect(governor.target == 4)
    }

    @Test func `a fast connection that pauses keeps its place, one that has become slow gets company`() {
        var governor = ConnectionGovernor(most: 16)
        let plenty = ConnectionGovernor.plentyBytesPerSecond
        for rate in [plenty, 0, plenty, 0] { governor.observe(bytesPerSecond: rate, connections: 1) }
        #expect(governor.target == 1)
        governor.observe(bytesPerSecond: 1000, connections: 1)
        #expect(governor.target == 4)
    }
}
