import Testing

@testable import RegistryProtocol

@Suite struct ConnectionGovernorTests {
    /// The number of connections after each of `count` observations of a link with `each` bytes per second per connection and
    /// at most `shared` in all.
    private func targets(each: Double, shared: Double, most: Int = 16, looks count: Int = 12) -> [Int] {
        var governor = ConnectionGovernor(most: most)
        return (0..<count).map { _ in
            let rate = min(each * Double(governor.target), shared)
            governor.observe(bytesPerSecond: rate, connections: governor.target)
            return governor.target
        }
    }

    @Test func `a throttled connection gets extra connections until the link is full`() {
        // 20 MB/s each, 125 MB/s for all: 4 give 80, 8 give 125, 16 give no more.
        #expect(targets(each: 20, shared: 125).prefix(5) == [4, 8, 16, 8, 8])
    }

    @Test func `a link that four connections fill keeps four`() {
        let seen = targets(each: 50, shared: 125, looks: 10)
        #expect(seen.prefix(4) == [4, 8, 4, 4])
        #expect(seen.last == 4)
    }

    @Test func `a larger number is tried again after a rest`() {
        #expect(targets(each: 50, shared: 125, looks: 29).count { $0 == 8 } == 2)
    }

    @Test(arguments: [1, 3, 5])
    func `there are never more connections than allowed`(most: Int) {
        #expect(targets(each: 1, shared: 1000, most: most).max() == most)
    }

    @Test func `a rate observed with fewer connections is ignored`() {
        var governor = ConnectionGovernor(most: 16)
        governor.observe(bytesPerSecond: 1000, connections: 1)
        governor.observe(bytesPerSecond: 1000, connections: 3)
        #expect(governor.target == 4)
    }

    @Test func `a connection that saturates the machine gets no extra ones`() {
        let rate = ConnectionGovernor.plentyBytesPerSecond
        #expect(targets(each: rate, shared: .infinity).max() == 1)
        #expect(targets(each: rate - 1, shared: .infinity).first == 4)
    }

    @Test func `while all blobs together keep the processors busy, none gets extra connections`() {
        let plenty = ConnectionGovernor.plenty(processors: 2)
        var governor = ConnectionGovernor(most: 16, plentyCombined: plenty)
        for _ in 0..<3 { governor.observe(bytesPerSecond: 1000, connections: 1, combined: plenty) }
        #expect(governor.target == 1)
        // The other blobs have ended: one observation is tolerated, as for a connection that was fast.
        for _ in 0..<2 { governor.observe(bytesPerSecond: 1000, connections: 1, combined: plenty - 1) }
        #expect(governor.target == 4)
    }

    @Test func `a fast connection may pause once; one that stays slow gets extra connections`() {
        var governor = ConnectionGovernor(most: 16)
        let plenty = ConnectionGovernor.plentyBytesPerSecond
        for rate in [plenty, 0, plenty, 0] { governor.observe(bytesPerSecond: rate, connections: 1) }
        #expect(governor.target == 1)
        governor.observe(bytesPerSecond: 1000, connections: 1)
        #expect(governor.target == 4)
    }
}
