import ImageModel
import RegistryProtocol

/// A setting, or a whole configuration file, that cannot be used.
package struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    package let problem: Problem
    /// The file, with the line if it is known.
    package let source: SettingSource

    /// A problem at a location.
    package init(_ problem: Problem, at source: SettingSource) {
        self.problem = problem
        self.source = source
    }

    /// One sentence that begins with the location.
    package var description: String { "\(source): \(problem)" }

    /// What is wrong with a setting or a file.
    package enum Problem: Hashable, Sendable {
        /// The file cannot be read; `reason` is the system's message.
        case unreadable(reason: String)
        /// The file cannot be written; `reason` is the system's message.
        case unwritable(reason: String)
        /// The file is larger than `limit` bytes.
        case tooLarge(limit: Int)
        /// The file is not UTF-8, or contains a NUL.
        case notText
        /// The parser failed; `reason` is its message.
        case syntax(language: String, reason: String)
        /// The file is not a JSON object.
        case notObject
        /// Tables or dotted keys are nested more than `limit` levels deep.
        case tooDeep(limit: Int)
        /// The value of `key` is not of the expected form.
        case shape(key: String, shape: Shape)
        /// The value of `key` is not one of `known`.
        case unknownValue(key: String, value: String, known: [String])
        /// A required key is missing.
        case missing(key: String)
        /// The value of `key` is not the address of a registry or mirror.
        case address(key: String, WebAddressError)
        /// The value of `key` is not `host[:port][/path]`.
        case location(key: String, value: String)
        /// An entry in a list of insecure registries is neither a registry nor a network.
        case network(value: String)
        /// The value of `key` is not the address of a proxy.
        case proxy(key: String, value: String)
        /// The value of `key` is not a length of time.
        case duration(key: String, value: String)
        /// The name of a header field contains a character that is not allowed.
        case headerName(String)
        /// The value is not a regular expression; `reason` is the compiler's message.
        case pattern(value: String, reason: String)
        /// A `prefix` with `*` is not `*.` followed by a domain.
        case wildcard(value: String)
        /// Two keys that cannot be combined are both present.
        case together(String, String)
        /// The key is not one that the file may contain.
        case unknownKey(String)
        /// Two spellings of one key are both present.
        case repeated(String, String)
        /// The file is half of a client certificate's pair, whose other half, `missing`, is not beside it.
        case halfPair(missing: String)
        /// The file uses version 1 of the registries.conf format, which has no mirrors.
        case firstFormat
    }

    /// The form that a setting's value must have.
    package enum Shape: String, Hashable, Sendable {
        /// One string.
        case text = "a string"
        /// `true` or `false`.
        case flag = "true or false"
        /// An array of strings.
        case texts = "a list of strings"
        /// One string, or an array of strings.
        case textOrTexts = "a string or a list of strings"
        /// A path, paths, or pairs of paths.
        case pairs = "a string, a list of strings, or a list of pairs of strings"
        /// A table.
        case table = "a table"
        /// An array of tables.
        case tables = "a list of tables"
    }
}

extension ConfigurationError.Problem: CustomStringConvertible {
    /// What is wrong, and what was expected.
    package var description: String {
        switch self {
        case .unreadable(let reason): "the file cannot be read: \(Printable.escaped(reason))"
        case .unwritable(let reason): "the file cannot be written: \(Printable.escaped(reason))"
        case .tooLarge(let limit): "the file has more than \(limit) bytes"
        case .notText: "the file is not UTF-8 text"
        case .syntax(let language, let reason): "not valid \(language): \(Printable.escaped(reason))"
        case .notObject: "the file is not a JSON object"
        case .tooDeep(let limit): "names are nested more than \(limit) levels deep"
        case .shape(let key, let shape): "'\(Printable.escaped(key))' is not \(shape.rawValue)"
        case .unknownValue(let key, let value, let known):
            "'\(Printable.escaped(key))' contains '\(Printable.escaped(value))', which is not one of "
                + known.joined(separator: ", ")
        case .missing(let key): "'\(Printable.escaped(key))' is missing"
        case .address(let key, let error): "'\(Printable.escaped(key))': \(error)"
        case .location(let key, let value):
            "'\(Printable.escaped(key))' is '\(Printable.escaped(Redaction.userInformation(in: value)))', not host[:port][/path]"
        case .network(let value):
            "'\(Printable.escaped(value))' is neither host[:port] nor a network such as 10.0.0.0/8"
        case .proxy(let key, let value):
            "'\(Printable.escaped(key))' is '\(Printable.escaped(Redaction.userInformation(in: value)))', not the address of a "
                + "proxy such as http://proxy.example:3128"
        case .duration(let key, let value):
            "'\(Printable.escaped(key))' is '\(Printable.escaped(value))', not a length of time such as 5s or 1m30s"
        case .headerName(let name): "'\(Printable.escaped(name))' is not a valid header field name"
        case .pattern(let value, let reason):
            "'\(Printable.escaped(value))' is not a regular expression: \(Printable.escaped(reason))"
        case .wildcard(let value): "'prefix' is '\(Printable.escaped(value))'; a wildcard is '*.' followed by a domain"
        case .together(let first, let second): "'\(first)' and '\(second)' cannot be combined"
        case .unknownKey(let key): "'\(Printable.escaped(key))' is not a known key"
        case .repeated(let first, let second):
            "'\(Printable.escaped(first))' and '\(Printable.escaped(second))' are the same key"
        case .halfPair(let missing):
            "there is no '\(Printable.escaped(missing))' beside it"
        case .firstFormat:
            "version 1 of the file format is no longer supported; use [[registry]] tables"
        }
    }
}

/// The reason why there is no plan for an image.
package enum MirrorError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A configuration blocks images with this prefix.
    case blocked(prefix: String, source: SettingSource)
    /// A configuration blocks the only endpoints there are; the first one, or the registry itself, is `name`.
    case blockedEndpoint(name: String, EndpointBlock)
    /// The rule for the image cannot be used.
    case unusableRule(ConfigurationError)
    /// A value of `--mirror` is not an address.
    case flag(WebAddressError)
    /// The image's name is not valid at the endpoint that a configuration specifies.
    case rewritten(ReferenceError, source: SettingSource)
    /// The registry in the image's name has no valid address.
    case registry(WebAddressError)
    /// `--mirror-only` without any mirror for the registry.
    case noMirror(registry: String)
    /// No endpoint may resolve the image's tag.
    case noneResolves(registry: String)
    /// No endpoint may serve manifests and blobs.
    case nonePulls(registry: String)

    /// What prevents the pull, and the setting responsible for it.
    package var description: String {
        switch self {
        case .blocked(let prefix, let source):
            "images of '\(Printable.escaped(prefix))' are blocked by \(source)"
        case .blockedEndpoint(let name, let block): "'\(Printable.escaped(name))' is \(block)"
        case .unusableRule(let error): error.description
        case .flag(let error): "--mirror: \(error)"
        case .rewritten(let error, let source): "\(source): \(error)"
        case .registry(let error): error.description
        case .noMirror(let registry):
            "no mirror of '\(Printable.escaped(registry))' is configured, and --mirror-only excludes the registry itself"
        case .noneResolves(let registry):
            "no endpoint for '\(Printable.escaped(registry))' may resolve tags; name the image by digest"
        case .nonePulls(let registry):
            "no endpoint for '\(Printable.escaped(registry))' may serve manifests and blobs"
        }
    }
}
