#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The JSON documents of OCI distribution-spec v1.1 that the server makes up.
enum AnswerText {
    /// `{"errors":[{"code":…,"message":…}]}`
    static func problem(_ problem: RequestProblem) -> [UInt8] {
        encoded(ErrorList(errors: [ErrorList.Entry(code: problem.code, message: problem.description)]))
    }

    /// `{"name":…,"tags":[…]}`
    static func tags(_ tags: [String], of repository: String) -> [UInt8] {
        encoded(TagList(name: repository, tags: tags))
    }

    private struct ErrorList: Encodable {
        struct Entry: Encodable {
            let code: String
            let message: String
        }
        let errors: [Entry]
    }

    private struct TagList: Encodable {
        let name: String
        let tags: [String]
    }

    private static func encoded(_ value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Texts and lists of texts always encode; an empty object is still JSON.
        return (try? encoder.encode(value)).map(Array.init) ?? Array("{}".utf8)
    }
}
