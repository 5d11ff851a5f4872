import ImageModel
import PlatformModel

/// Values as they stand in texts for people; whatever a registry sent is escaped here.
package enum Shown {
    /// A text from anywhere, on one line and without control characters.
    package static func text(_ text: String) -> String {
        isPlain(text) ? text : Printable.escaped(text)
    }

    /// A sentence of our own that may quote a registry: longer than a single value, and as safe.
    package static func sentence(_ text: String) -> String {
        Printable.escaped(text, limit: 2000)
    }

    /// A platform with its version and features; `-` where none is declared.
    package static func platform(_ platform: Platform?) -> String {
        platform.map { text($0.full) } ?? "-"
    }

    /// The first twelve digits of a digest, enough to tell the entries of a list apart.
    package static func digest(_ digest: Digest?) -> String {
        digest.map { String($0.hex.prefix(12)) } ?? "-"
    }

    /// A number of bytes; `-` where none is stated.
    package static func size(_ size: Int64?) -> String {
        size.map(Quantity.bytes) ?? "-"
    }

    /// A text as one argument of a shell command, in quotes where a shell would read it otherwise.
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

    /// The place of an entry: `2`, or `2.0` within a nested list.
    package static func position(_ position: Position) -> String {
        position.map(String.init).joined(separator: ".")
    }

    /// Who asked for a platform, as the end of a sentence.
    package static func origin(_ origin: Wanted.Origin) -> String {
        switch origin {
        case .host: "from this host"
        case .hostOption(let name): "from --host \(text(name))"
        case .flag: "from --platform"
        case .environment(let name): "from the environment variable \(text(name))"
        }
    }

    /// Whether a text is short and plain ASCII, as most are: then escaping, which looks every character up in Unicode's
    /// tables, would leave it as it is.
    private static func isPlain(_ text: String) -> Bool {
        text.utf8.count < 100 && text.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
    }
}
