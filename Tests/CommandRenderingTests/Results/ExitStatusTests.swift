import CommandRendering
import ImageModel
import ImageResolver
import Testing

struct ExitStatusTests {
    // Scripts rely on these numbers.
    @Test(
        arguments: [
            (ResolverError.Kind.noMatch, 3), (.mismatch, 4), (.integrity, 5), (.notFound, 6), (.credentials, 7),
            (.rateLimited, 8), (.network, 9), (.disk, 10), (.malformed, 11), (.partial, 12), (.conflict, 14),
            (.usage, 64),
            (.interrupted, 130), (.internal, 1),
        ] as [(ResolverError.Kind, Int32)])
    func `each kind of error has its documented status`(kind: ResolverError.Kind, expected: Int32) {
        #expect(ExitStatus(kind).rawValue == expected)
    }

    @Test(arguments: [(2, 130), (15, 143), (Int32.max, 130)] as [(Int32, Int32)])
    func `a signal's status is 128 plus its number`(signal: Int32, expected: Int32) {
        #expect(ExitStatus(signal: signal).rawValue == expected)
    }
}
