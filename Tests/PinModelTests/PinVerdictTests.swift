import ImageModel
import PinModel
import PlatformModel
import Testing

@Suite struct PinVerdictTests {
    @Test func `every answer of a registry has its verdict`() throws {
        let (a, b) = (try PinSample.digest("A"), try PinSample.digest("B"))
        let platform = Platform(os: "linux", architecture: "amd64")
        let manifest = PinEvidence.Subject.manifest(platform)
        let rows: [(PinEvidence.Subject, PinEvidence.Tag?, PinVerdict)] = [
            (.list, nil, .list), (.list, .same, .list), (.list, .missing, .list),
            (.list, .list(b, holdsPin: false), .moved(to: b, pinned: .list)),
            // A nested list of the list that its tag names is not one platform's.
            (.list, .list(b, holdsPin: true), .list),
            (.list, .manifest(b), .moved(to: b, pinned: .list)),
            (manifest, nil, .unknown(platform)), (manifest, .missing, .unknown(platform)),
            (manifest, .same, .single(platform)), (manifest, .list(a, holdsPin: true), .child(of: a, platform)),
            (manifest, .list(a, holdsPin: false), .moved(to: a, pinned: manifest)),
            (manifest, .manifest(b), .moved(to: b, pinned: manifest)),
            (.manifest(nil), .list(a, holdsPin: true), .child(of: a, nil)),
        ]
        for (subject, tag, expected) in rows {
            let verdict = PinVerdict(PinEvidence(subject, tag: tag))
            #expect(verdict == expected)
            #expect(verdict.isList == (subject == .list))
            #expect(verdict.platform == (subject == manifest ? platform : nil))
            #expect((verdict.list != nil) == (verdict.word == "child"))
        }
    }
}
