import Foundation

/// Bytes in base64, as in JSON documents.
struct Base64Text {
    /// The text.
    let text: String

    /// Encodes `bytes`.
    init(_ bytes: [UInt8]) {
        text = Data(bytes).base64EncodedString()
    }
}
