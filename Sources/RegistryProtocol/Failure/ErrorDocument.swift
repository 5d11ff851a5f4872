/// The known shapes of an error in JSON. A member of an unexpected type counts as absent; nothing is required.
struct ErrorDocument: Decodable {
    /// What one error says.
    struct Entry: Decodable {
        /// The error's code, if it has one.
        let code: String?
        /// The error's text, if it has one.
        let message: String?

        /// An error of the given code and text, either of which may be absent.
        init(code: String?, message: String?) {
            self.code = code
            self.message = message
        }

        /// Reads one member of `errors`: an object, or a text alone.
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

    /// Every error that says something.
    let errors: [Entry]

    /// Reads any JSON object.
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
