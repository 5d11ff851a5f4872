import Foundation

/// Bytes as JSON documents carry them.
struct Base64Text {
    /// The text.
    let text: String

    /// Writes `bytes` in base 64.
    init(_ bytes: [UInt8]) {
        text = Data(bytes).base64EncodedString()
    }
}
