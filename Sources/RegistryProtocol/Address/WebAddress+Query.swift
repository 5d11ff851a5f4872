/// Addresses with more in their query.
extension WebAddress {
    /// This address with the given names and values behind what its query already holds.
    package func adding(_ items: [(name: String, value: String)]) -> WebAddress {
        guard !items.isEmpty else { return self }
        let added = items.map { "\(PercentEncoding.encoded($0.name))=\(PercentEncoding.encoded($0.value))" }
            .joined(separator: "&")
        let written = pathAndQuery.utf8
        let isOpen = written.last == UInt8(ascii: "?") || written.last == UInt8(ascii: "&")
        let mark = !written.contains(UInt8(ascii: "?")) ? "?" : isOpen ? "" : "&"
        return WebAddress(self, target: Array((pathAndQuery + mark + added).utf8))
    }

    /// This address with `suffix` behind its path, which must not have a query.
    package func appending(path suffix: String) -> WebAddress {
        let isFolder = pathAndQuery.utf8.last == UInt8(ascii: "/")
        return WebAddress(self, target: Array((pathAndQuery + (isFolder ? "" : "/") + suffix).utf8))
    }
}
