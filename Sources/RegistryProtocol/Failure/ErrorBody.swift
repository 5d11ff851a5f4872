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
/// kept, except of a page in HTML or XML: markup is not what a server says.
package struct ErrorBody: Hashable, Sendable, CustomStringConvertible {
    /// One error: a code for programs and a text for people.
    package struct Entry: Hashable, Sendable {
        /// A code such as `MANIFEST_UNKNOWN`; optional in the specification.
        package let code: String?
        /// A sentence, if the server sent one.
        package let message: String?
        /// What the error concerns, such as a digest; unstructured in the specification, and here a text.
        package let detail: String?

        /// One error of a server.
        package init(code: String?, message: String?, detail: String? = nil) {
            self.code = code
            self.message = message
            self.detail = detail
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
            entries = document.errors.prefix(Self.mostEntries).map {
                Entry(code: $0.code, message: $0.message, detail: $0.detail)
            }
        } else {
            let line = Self.firstLine(of: kept).flatMap { $0.utf8.first == UInt8(ascii: "<") ? nil : $0 }
            entries = line.map { [Entry(code: nil, message: $0)] } ?? []
        }
        guard !entries.isEmpty else { return nil }
    }

    /// Whether one of the errors has that code, in uppercase as the specification lists it.
    package func has(code: String) -> Bool {
        entries.contains { $0.code?.uppercased() == code }
    }

    /// `CODE: message: detail`, separated by semicolons.
    package var description: String {
        text { [$0.code, $0.message, $0.detail] }
    }

    /// `CODE: message`, separated by semicolons: for a sentence that names what the request was about itself.
    package var summary: String {
        text { [$0.code, $0.message ?? $0.detail] }
    }

    private func text(_ parts: (Entry) -> [String?]) -> String {
        var texts: [String] = []
        for entry in entries {
            let text = parts(entry).compactMap { $0 }.joined(separator: ": ")
            if !texts.contains(text) { texts.append(text) }
        }
        return Printable.escaped(texts.joined(separator: "; "), limit: 2 * Limits.printedText)
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
        let detail: String?

        init(code: String?, message: String?, detail: String? = nil) {
            self.code = code
            self.message = message
            self.detail = detail
        }

        // One member of `errors`: an object, or a text alone.
        init(from decoder: any Decoder) throws {
            if let text = try? decoder.singleValueContainer().decode(String.self) {
                self.init(code: nil, message: text)
                return
            }
            let values = try? decoder.container(keyedBy: Key.self)
            let detail = try? values?.decode(ErrorDetail.self, forKey: .detail).text
            self.init(
                code: values?.text(.code), message: values?.text(.message),
                detail: detail?.isEmpty == true ? nil : detail)
        }
    }

    /// Every error that has a code, a message or a detail.
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
        errors = all.filter { $0.code != nil || $0.message != nil || $0.detail != nil }
    }

    fileprivate enum Key: String, CodingKey {
        case errors, error, code, message, detail, details
        case errorDescription = "error_description"
    }
}

/// The detail of an error as a text: `name value` for the members of an object, in the order of their names.
private struct ErrorDetail: Decodable {
    let text: String

    private static let deepest = 4

    init(from decoder: any Decoder) throws {
        text = Self.text(of: decoder)
    }

    private static func text(of decoder: any Decoder) -> String {
        guard decoder.codingPath.count <= deepest + 3, let value = try? decoder.singleValueContainer() else {
            return ""
        }
        if let text = try? value.decode(String.self) { return text }
        if let flag = try? value.decode(Bool.self) { return "\(flag)" }
        if let number = try? value.decode(Int.self) { return "\(number)" }
        if let number = try? value.decode(Double.self) { return "\(number)" }
        if let values = try? value.decode([ErrorDetail].self) {
            return values.map(\.text).filter { !$0.isEmpty }.joined(separator: "; ")
        }
        guard let members = try? value.decode([String: ErrorDetail].self) else { return "" }
        return members.filter { !$0.value.text.isEmpty }.sorted { $0.key < $1.key }
            .map { "\($0.key) \($0.value.text)" }.joined(separator: ", ")
    }
}

extension KeyedDecodingContainer<ErrorDocument.Key> {
    fileprivate func text(_ key: ErrorDocument.Key) -> String? {
        guard let text = try? decode(String.self, forKey: key), !text.isEmpty else { return nil }
        return text
    }
}
