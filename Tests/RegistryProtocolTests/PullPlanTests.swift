import ImageModel
import Testing

@testable import RegistryProtocol

struct PullPlanTests {
    /// A descriptor whose digest repeats one hexadecimal digit.
    private func blob(_ digit: Character, _ size: Int64, data: [UInt8]? = nil) throws -> Descriptor {
        Descriptor(
            mediaType: "x", digest: try Digest(parsing: "sha256:" + String(repeating: digit, count: 64)), size: size,
            data: data)
    }

    private func digits(_ descriptors: [Descriptor]) -> String {
        String(descriptors.compactMap { $0.digest.hex.first })
    }

    @Test func `the config comes first, then the smallest layer, then the largest`() throws {
        let layers = [try blob("1", 20), try blob("2", 5), try blob("3", 30), try blob("4", 20)]
        let plan = PullPlan([ImageManifest(config: try blob("0", 99), layers: layers)]) { _ in false }
        #expect(digits(plan.fetches) == "02314")
        #expect(plan.fetchedBytes == 174)
        #expect(plan.heldBytes == 0)
    }

    @Test func `each blob is fetched once, and a held one not at all`() throws {
        let first = ImageManifest(
            config: try blob("0", 1), layers: [try blob("1", 2), try blob("1", 2), try blob("2", 4)])
        let second = ImageManifest(
            config: try blob("5", 1), layers: [try blob("2", 4), try blob("3", 8), try blob("0", 1)])
        let plan = PullPlan([first, second]) { $0.digest.hex.first == "2" || $0.digest.hex.first == "5" }
        #expect(digits(plan.fetches) == "013")
        #expect(digits(plan.held) == "52")
        #expect(plan.fetchedBytes == 11)
        #expect(plan.heldBytes == 5)
    }

    @Test func `a blob embedded in its descriptor needs no request`() throws {
        let manifest = ImageManifest(config: try blob("0", 2, data: [0x7B, 0x7D]), layers: [])
        let plan = PullPlan([manifest]) { _ in false }
        #expect(plan.fetches.isEmpty)
        #expect(digits(plan.embedded) == "0")
        #expect(plan.heldBytes == 2)
    }

    @Test func `sizes that overflow are limited to the maximum`() throws {
        let manifest = ImageManifest(config: try blob("0", .max), layers: [try blob("1", .max)])
        #expect(PullPlan([manifest]) { _ in false }.fetchedBytes == .max)
        #expect(PullPlan([]) { _ in false }.fetchedBytes == 0)
    }
}
