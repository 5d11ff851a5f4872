import ImageModel
import RegistryProtocol

/// A rule of k3s' containerd that changes an image's repository at a mirror: a regular expression, and the text for its matches.
///
/// Grammar: docs.k3s.io, "Private Registry Configuration", "Rewrites". As in Go's `regexp`, every match is replaced, and the text
/// may name groups: `$1`, `${name}`; `$$` is a dollar sign.
package struct RepositoryRewrite: Hashable, Sendable {
    private enum Part: Hashable, Sendable {
        case text(String)
        case group(String)
    }

    private let pattern: String
    private let replacement: [Part]

    /// Compiles `pattern`.
    package init(pattern: String, replacement: String, source: SettingSource)
        throws(ConfigurationError)
    {
        do {
            _ = try Regex(pattern)
        } catch {
            throw ConfigurationError(.pattern(value: pattern, reason: "\(error)"), at: source)
        }
        self.pattern = pattern
        self.replacement = Self.parts(of: replacement)
    }

    /// The changed repository; `nil` if nothing matches.
    package func rewritten(_ repository: String) -> String? {
        guard let expression = try? Regex(pattern) else { return nil }
        var result = ""
        var end = repository.startIndex
        var isFound = false
        for match in repository.matches(of: expression) {
            // Go leaves out an empty match right after another one.
            guard !isFound || !match.range.isEmpty || match.range.lowerBound > end else { continue }
            result += repository[end..<match.range.lowerBound]
            for part in replacement {
                switch part {
                case .text(let text): result += text
                case .group(let name): result += Self.group(name, of: match.output)
                }
            }
            end = match.range.upperBound
            isFound = true
        }
        return isFound ? result + repository[end...] : nil
    }

    private static func group(_ name: String, of output: AnyRegexOutput) -> Substring {
        if let number = Int(name) {
            return output.indices.contains(number) ? output[number].substring ?? "" : ""
        }
        return output.first { $0.name == name }?.substring ?? ""
    }

    /// Splits as Go's `Regexp.Expand` does: a name after `$` is as long as possible, and a `$` before anything else is text.
    private static func parts(of text: String) -> [Part] {
        var parts: [Part] = []
        var literal = ""
        var rest = text[...]
        while let character = rest.popFirst() {
            guard character == "$" else {
                literal.append(character)
                continue
            }
            if rest.first == "$" {
                literal.append("$")
                rest.removeFirst()
                continue
            }
            let isBraced = rest.first == "{"
            let name = (isBraced ? rest.dropFirst() : rest).prefix {
                $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_")
            }
            guard !name.isEmpty, !isBraced || rest.dropFirst(name.count + 1).first == "}" else {
                literal.append("$")
                continue
            }
            parts += literal.isEmpty ? [] : [.text(literal)]
            parts.append(.group(String(name)))
            literal = ""
            rest = rest.dropFirst(name.count + (isBraced ? 2 : 0))
        }
        return literal.isEmpty ? parts : parts + [.text(literal)]
    }
}
