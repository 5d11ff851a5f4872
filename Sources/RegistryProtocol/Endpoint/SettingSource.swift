import ImageModel

/// Where a setting stands: what a person opens to change it.
package enum SettingSource: Hashable, Sendable, CustomStringConvertible {
    /// A file, or the part of it that begins at `line` and is called `part`.
    case file(path: String, line: Int? = nil, part: String? = nil)
    /// An option of the command line, with its value.
    case flag(name: String, value: String)
    /// Nothing says so: it is the registry that the image's name begins with.
    case imageName

    /// The place for people, the file's path first.
    package var description: String {
        switch self {
        case .file(let path, let line, let part):
            let end = [line.map { "line \($0)" }, part.map { Printable.escaped($0) }].compactMap(\.self)
            return ([Printable.escaped(path, limit: 1024)] + end).joined(separator: ", ")
        case .flag(let name, let value): return "\(name) \(Printable.escaped(UserInformation.redacted(value)))"
        case .imageName: return "the image's name"
        }
    }
}
