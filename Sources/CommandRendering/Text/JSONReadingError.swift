/// Why a document cannot be shown as JSON.
package enum JSONReadingError: Error, Hashable, CustomStringConvertible {
    /// The bytes are not JSON.
    case notJSON
    /// The JSON is a list or a plain value.
    case notAnObject

    /// What was wrong, and what was expected.
    package var description: String {
        switch self {
        case .notJSON: "the document is not JSON; --raw prints it as it is"
        case .notAnObject: "the document is not a JSON object; --raw prints it as it is"
        }
    }
}
