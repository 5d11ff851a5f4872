import Foundation
import TestSupport
import Testing

extension FaultBench {
    /// Expects that no secret stands in what was printed, and that storage was shown none.
    func expectNoSecret(_ result: ProgramResult, sourceLocation: SourceLocation = #_sourceLocation) {
        let sent = registry.log.compactMap { $0.authorization?.split(separator: " ").last.map(String.init) }
        let printed = result.output + result.errors
        for secret in Set(Self.secrets + sent) {
            #expect(!printed.contains(secret), "\(label): \(secret) in \(printed)", sourceLocation: sourceLocation)
        }
        let shown = storage.log.flatMap { $0.headers.all("Authorization") + $0.headers.all("Cookie") }
        #expect(shown == [], "\(label)", sourceLocation: sourceLocation)
    }

    /// Expects that the layout is the image's, byte for byte, lists it, and holds nothing else.
    func expectWhole(_ name: String = "out", sourceLocation: SourceLocation = #_sourceLocation) {
        let found = StoreInspection(resolve.home.file(name))
        // Reckoned outside: a failed expectation would print every byte of the image.
        let isWhole = resolve.layout(name).holdsExactly(image)
        #expect(isWhole, "\(label)", sourceLocation: sourceLocation)
        #expect(found.lies == [], "\(label)", sourceLocation: sourceLocation)
        #expect(found.entries == [image.digest], "\(label)", sourceLocation: sourceLocation)
        let others = Set(found.files.filter { !$0.hasPrefix("blobs/") })
        #expect(others == ["index.json", "oci-layout"], "\(label)", sourceLocation: sourceLocation)
    }

    /// Expects that nothing in the layout is false or listed, and that only parts of the image's blobs are under way.
    func expectNothingFalse(_ name: String = "out", sourceLocation: SourceLocation = #_sourceLocation) {
        let found = StoreInspection(resolve.home.file(name))
        #expect(found.lies == [], "\(label)", sourceLocation: sourceLocation)
        #expect(found.entries == [], "\(label)", sourceLocation: sourceLocation)
        #expect(found.strays == [], "\(label)", sourceLocation: sourceLocation)
        #expect(Set(found.parts).isSubset(of: image.blobs.map(\.digest)), "\(label)", sourceLocation: sourceLocation)
    }
}
