import ImageModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The errors in the body of an error response, bounded.
///
/// Registries send `{"errors":[{"code","message","detail"}]}` (distribution-spec, "Error Codes"); token servers also send
/// OAuth's `{"error","error_description"}`, and others `{"message"}` or `{"details"}`. Of any other body the first line is
/// kept.
package struct ErrorBody: Hashable, Sendable, CustomStringConvertible {
    /// One error: a code for programs and a text for people.
    package struct Entry: Hashable, Sendable {
        /// A code such as `MANIFEST_UNKNOWN`; optional in the specification.
        package let code: String?
        /// A sentence, if the server sent one.
        package let message: String?

        /// One error of a server.
        package init(code: String?, message: String?) {
            self.code = code
            self.message = message
        }
    }

    /// The errors in the server's order, at most ``mostEntries``; never empty.
    package let entries: [Entry]

    /// The most errors that are kept of one body.
    package static let mostEntries = 5
    /// The most bytes of a body that are read.
    package static let mostBytes = 64 << 10

    /// Reads the body of an error; `nil` when it contains no information.
    package init?(parsing bytes: [UInt8]) {
        let kept = Array(bytes.prefix(Self.mostBytes))
        if let document = try? JSONDecoder().decode(ErrorDocument.self, from: Data(kept)) {
            entries = document.errors.prefix(Self.mostEntries).map { Entry(code: $0.code, message: $0.message) }
        } else {
            entries = Self.firstLine(of: kept).map { [Entry(code: nil, message: $0)] } ?? []
        }
        guard !entries.isEmpty else { return nil }
    }

    /// Whether one of the errors has that code, in uppercase as the specification lists it.
    package func has(code: String) -> Bool {
        entries.contains { $0.code?.uppercased() == code }
    }

    /// `CODE: message`, separated by semicolons.
    package var description: String {
        let texts = entries.map { [$0.code, $0.message].compactMap { $0 }.joined(separator: ": ") }
        return Printable.escaped(texts.joined(separator: "; "))
    }

    /// The first line of an unexpected body, such as a proxy's page, that is not blank, escaped and bounded; `nil` when there is
    /// none.
    package static func firstLine(of bytes: [UInt8]) -> String? {
        let lines = bytes.prefix(4096).split { $0 == 0x0A || $0 == 0x0D }
        let texts = lines.lazy.map { String(decoding: $0, as: UTF8.self).blankTrimmed }
        return texts.first { !$0.isEmpty }.map { Printable.escaped($0) }
    }
}

/// The known shapes of an error in JSON. A member of an unexpected type counts as absent; nothing is required.
private struct ErrorDocument: Decodable {
    struct Entry: Decodable {
        let code: String?
        let message: String?

        init(code: String?, message: String?) {
            self.code = code
            self.message = message
        }

        // One member of `errors`: an object, or a text alone.
        init(from decoder: any Decoder) throws {
            if let text = try? decoder.singleValueContainer().decode(String.self) {
                self.init(code: nil, message: text)
                return
            }
            let values = try? decoder.container(keyedBy: Key.self)
            let message = values?.text(.message) ?? values?.text(.detail)
            self.init(code: values?.text(.code), message: message)
        }
    }

    /// Every error that has a code or a message.
    let errors: [Entry]

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let listed = (try? values.decode([Entry].self, forKey: .errors)) ?? []
        let nested = try? values.decode(Entry.self, forKey: .error)
        let alone = Entry(
            code: values.text(.error) ?? values.text(.code),
            message: values.text(.errorDescription) ?? values.text(.message) ?? values.text(.details)
                ?? values.text(.detail)
        )
        let all = listed + [values.text(.error) == nil ? nested : nil, alone].compactMap { $0 }
        errors = all.filter { $0.code != nil || $0.message != nil }
    }

    fileprivate enum Key: String, CodingKey {
        case errors, error, code, message, detail, details
        case errorDescription = "error_description"
    }
}

extension KeyedDecodingContainer<ErrorDocument.Key> {
    fileprivate func text(_ key: ErrorDocument.Key) -> String? {
        guard let text = try? decode(String.self, forKey: key), !text.isEmpty else { return nil }
        return text
    }
}
