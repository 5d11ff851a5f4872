/// What of a query may be shown.
enum QueryRedaction {
    /// `pathAndQuery` with the values of all parameters hidden that are not known to be harmless.
    ///
    /// The signature in an address that a storage service signed opens the blob to everybody who has it.
    static func redacted(_ pathAndQuery: String) -> String {
        let bytes = Array(pathAndQuery.utf8)
        guard let mark = bytes.firstIndex(of: UInt8(ascii: "?")) else { return pathAndQuery }
        let items = bytes[(mark + 1)...].split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false)
        let shown = items.map { item in
            guard let equals = item.firstIndex(of: UInt8(ascii: "=")) else {
                return item.isEmpty ? "" : "<redacted>"
            }
            let name = String(decoding: item[..<equals], as: UTF8.self)
            let isHarmless = harmlessNames.contains(name.asciiLowercased)
            return isHarmless ? String(decoding: item, as: UTF8.self) : "\(name)=<redacted>"
        }
        return String(decoding: bytes[...mark], as: UTF8.self) + shown.joined(separator: "&")
    }

    private static let harmlessNames: Set<String> = [
        "scope", "service", "n", "last", "ns", "digest", "artifacttype", "client_id", "mount", "from", "tag",
    ]
}
