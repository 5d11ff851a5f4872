import ImageModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a server says in the body of an error, bounded.
///
/// The registries' form is `{"errors":[{"code","message","detail"}]}` (distribution-spec, "Error Codes"); token servers also
/// send OAuth's `{"error","error_description"}`, and others `{"message"}` or `{"details"}`. Of anything else the first line
/// is kept.
package struct ErrorBody: Hashable, Sendable, CustomStringConvertible {
    /// One error: a code that programs may know, and a text for people.
    package struct Entry: Hashable, Sendable {
        /// Such as `MANIFEST_UNKNOWN`; optional by the specification.
        package let code: String?
        /// A sentence, perhaps.
        package let message: String?

        /// One error of a server.
        package init(code: String?, message: String?) {
            self.code = code
            self.message = message
        }
    }

    /// The errors in the server's order, ``mostEntries`` at most; never empty.
    package let entries: [Entry]

    /// How many errors of one body are kept.
    package static let mostEntries = 5
    /// How many bytes of a body are worth reading.
    package static let mostBytes = 64 << 10

    /// Reads the body of an error; `nil` when it says nothing.
    package init?(parsing bytes: [UInt8]) {
        let kept = Array(bytes.prefix(Self.mostBytes))
        if let document = try? JSONDecoder().decode(ErrorDocument.self, from: Data(kept)) {
            entries = document.errors.prefix(Self.mostEntries).map { Entry(code: $0.code, message: $0.message) }
        } else {
            entries = FirstLine.of(kept).map { [Entry(code: nil, message: $0)] } ?? []
        }
        guard !entries.isEmpty else { return nil }
    }

    /// Whether one of the errors has that code, in capitals as the specification lists it.
    package func has(code: String) -> Bool {
        entries.contains { $0.code?.uppercased() == code }
    }

    /// `CODE: message`, one after the other.
    package var description: String {
        let texts = entries.map { [$0.code, $0.message].compactMap { $0 }.joined(separator: ": ") }
        return Printable.escaped(texts.joined(separator: "; "))
    }
}
