import ImageModel
import PlatformModel

/// Formats values for people; everything that comes from a registry is escaped here.
package enum Shown {
    /// A text from any source, on one line and without control characters.
    package static func text(_ text: String) -> String {
        isPlain(text) ? text : Printable.escaped(text)
    }

    /// A sentence that may quote a registry: escaped like ``text(_:)``, with a higher length limit.
    package static func sentence(_ text: String) -> String {
        Printable.escaped(text, limit: 2000)
    }

    /// A platform with its version and features; `-` for `nil`.
    package static func platform(_ platform: Platform?) -> String {
        platform.map { text($0.full) } ?? "-"
    }

    /// The first twelve hexadecimal digits of a digest; `-` for `nil`.
    package static func digest(_ digest: Digest?) -> String {
        digest.map { String($0.hex.prefix(12)) } ?? "-"
    }

    /// A size; `-` for `nil`.
    package static func size(_ size: Int64?) -> String {
        size.map(Quantity.bytes) ?? "-"
    }

    /// A text as one argument of a shell command, quoted if the shell requires it.
    package static func argument(_ text: String) -> String {
        let shown = Shown.text(text)
        let isWord = shown.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"): true
            default: "._-/:@%+=,".utf8.contains(byte)
            }
        }
        guard !isWord || shown.isEmpty else { return shown }
        return "'" + shown.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    /// The position of an entry: `2`, or `2.0` within a nested index.
    package static func position(_ position: Position) -> String {
        position.map(String.init).joined(separator: ".")
    }

    /// The source of a requested platform, as the end of a sentence.
    package static func origin(_ origin: Wanted.Origin) -> String {
        switch origin {
        case .host: "from this host"
        case .hostOption(let name): "from --host \(text(name))"
        case .flag: "from --platform"
        case .environment(let name): "from the environment variable \(text(name))"
        }
    }

    /// Whether a text is short printable ASCII. Most are, and then the slower escaping, which looks up every character in
    /// Unicode tables, would not change it.
    private static func isPlain(_ text: String) -> Bool {
        text.utf8.count < 100 && text.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
    }
}
