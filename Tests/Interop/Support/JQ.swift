import TestSupport

/// jq, as the reader of JSON that scripts use.
enum JQ {
    /// What `filter` gives for `text`, raw, without the line's end.
    static func query(_ filter: String, _ text: String) throws -> String {
        let result = try runChecked("jq", ["-rc", filter], stdin: Array(text.utf8))
        return result.output.hasSuffix("\n") ? String(result.output.dropLast()) : result.output
    }
}
