import ImageModel
import RegistryProtocol

/// Why a setting, or a whole file of settings, cannot be used.
package enum SettingProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The system does not hand the file over.
    case unreadable(reason: String)
    /// The file has more bytes than `limit`.
    case tooLarge(limit: Int)
    /// The file is not UTF-8, or holds a NUL.
    case notText
    /// The parser of the file's language stopped; `reason` is its own sentence.
    case syntax(language: String, reason: String)
    /// Tables stand in each other, or names are joined by dots, more than `limit` times.
    case tooDeep(limit: Int)
    /// `key` is something else than `shape`.
    case shape(key: String, shape: SettingShape)
    /// `key` has a value that is none of `known`.
    case unknownValue(key: String, value: String, known: [String])
    /// There is no `key`.
    case missing(key: String)
    /// The value of `key` is no address of a place.
    case address(key: String, EndpointAddressError)
    /// The value of `key` is not `host[:port][/path]`.
    case location(key: String, value: String)
    /// An entry of a list of insecure registries is neither a registry nor a network.
    case network(value: String)
    /// The name of a header field has a character that none may have.
    case headerName(String)
    /// `prefix` with `*` is something else than `*.` and a domain.
    case wildcard(value: String)
    /// Two keys that exclude each other.
    case together(String, String)
    /// The file is in the first format of registries.conf, which knows no mirrors.
    case firstFormat

    /// What is wrong, and what was expected.
    package var description: String {
        switch self {
        case .unreadable(let reason): "the file cannot be read: \(Printable.escaped(reason))"
        case .tooLarge(let limit): "the file has more than \(limit) bytes"
        case .notText: "the file is not a text in UTF-8"
        case .syntax(let language, let reason): "this is not \(language): \(Printable.escaped(reason))"
        case .tooDeep(let limit): "names are nested more than \(limit) deep"
        case .shape(let key, let shape): "'\(Printable.escaped(key))' is not \(shape.rawValue)"
        case .unknownValue(let key, let value, let known):
            "'\(Printable.escaped(key))' holds '\(Printable.escaped(value))', which is none of "
                + known.joined(separator: ", ")
        case .missing(let key): "'\(Printable.escaped(key))' is missing"
        case .address(let key, let error): "'\(Printable.escaped(key))': \(error)"
        case .location(let key, let value):
            "'\(Printable.escaped(key))' is '\(Printable.escaped(UserInformation.redacted(value)))', not host[:port][/path]"
        case .network(let value):
            "'\(Printable.escaped(value))' is neither host[:port] nor a network such as 10.0.0.0/8"
        case .headerName(let name): "header '\(Printable.escaped(name))' is no name of a header field"
        case .wildcard(let value): "'prefix' is '\(Printable.escaped(value))'; a wildcard is '*.' and a domain alone"
        case .together(let first, let second): "'\(first)' and '\(second)' exclude each other"
        case .firstFormat: "the file is in the first format, which is no longer read; write [[registry]] tables"
        }
    }
}
