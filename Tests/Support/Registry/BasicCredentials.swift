import Foundation

/// The account and password of a Basic Authorization field.
struct BasicCredentials {
    let name: String
    let password: String

    /// Reads the field; nil when it is missing, of another scheme, or broken.
    init?(_ authorization: String?) {
        let words = (authorization ?? "").split(separator: " ")
        guard words.count == 2, words[0].lowercased() == "basic", let decoded = Data(base64Encoded: String(words[1]))
        else { return nil }
        let halves = String(decoding: decoded, as: UTF8.self)
            .split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2 else { return nil }
        name = String(halves[0])
        password = String(halves[1])
    }
}
