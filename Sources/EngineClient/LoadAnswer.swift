import ImageModel

/// What an engine answers to an archive: JSON objects one after the other, with its progress, the names of the images that
/// it has loaded, or an error.
///
/// Docker answers with status 200 before it knows how it ends, and podman with status 500 and the field `message`.
struct LoadAnswer: Hashable, Sendable {
    /// What it says about each image, such as `Loaded image: app:1`.
    private(set) var loaded: [String] = []
    /// Its error, in its own words, as they may be shown.
    private(set) var error: String?
    /// The field `message`, which is an error only behind such a status.
    private var message: String?

    private static let wordLimit = 400

    /// Reads the objects of a body, one in each line; what is none says nothing.
    init(parsing body: [UInt8]) {
        for line in body.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) {
            guard let answer = JSONAnswer(parsing: Array(line)) else { continue }
            if let stream = answer["stream"]?.text, stream.hasPrefix("Loaded image") { loaded.append(stream) }
            let words = answer["errorDetail"]?["message"]?.text ?? answer["error"]?.text
            error = error ?? words.map(Self.shown)
            message = message ?? answer["message"]?.text.map(Self.shown)
        }
    }

    /// - Throws: ``EngineFault/refusal(_:)`` or another fault unless an image was loaded.
    func check(status: Int) throws(EngineFault) {
        if let error { throw .refusal(error) }
        guard status == 200 else { throw message.map(EngineFault.refusal) ?? .status(status) }
        guard !loaded.isEmpty else { throw .unconfirmed }
    }

    /// The words in one line.
    private static func shown(_ words: String) -> String {
        let line = words.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return Printable.escaped(line, limit: wordLimit)
    }
}
