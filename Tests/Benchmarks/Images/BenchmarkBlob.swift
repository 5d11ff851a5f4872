import TestSupport

/// One piece of an image: where it is asked for, and how large it is.
struct BenchmarkBlob: Sendable {
    /// `blobs` or `manifests`, as in the registry's paths.
    let kind: String
    /// Its media type.
    let mediaType: String
    /// Its digest.
    let digest: String
    /// Its size.
    let size: Int

    /// The hexadecimal digits of the digest: a file's name.
    var hexadecimal: String { String(digest.drop { $0 != ":" }.dropFirst()) }

    /// The descriptor's members.
    var descriptor: [(String, JSONText)] {
        [("mediaType", .string(mediaType)), ("digest", .string(digest)), ("size", .number(size))]
    }
}
