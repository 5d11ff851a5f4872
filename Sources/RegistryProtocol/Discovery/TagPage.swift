#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// One page of a repository's tags: `{"name": …, "tags": […]}`.
struct TagPage: Hashable, Sendable {
    /// The tags in the registry's order; none where it says `null`, as some do of a repository that has none.
    let tags: [String]

    /// Reads the body of an answer.
    init(parsing body: [UInt8]) throws(TagListError) {
        do {
            tags = try JSONDecoder().decode(Wire.self, from: Data(body)).tags
        } catch {
            throw .notTags(beginning: FirstLine.of(body))
        }
    }

    private struct Wire: Decodable {
        let tags: [String]

        init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: Key.self)
            tags = try members.decode([String]?.self, forKey: .tags) ?? []
        }

        private enum Key: String, CodingKey {
            case tags
        }
    }
}
