/// Where a `Location` leads.
extension WebAddress {
    /// The address that `location` names, seen from this one (RFC 3986, section 5.2).
    ///
    /// It may be absolute, start at the host (`//host/…`), at the root (`/…`), at the query (`?…`), or be relative to the
    /// folder of this path; only in the last case are `.` and `..` resolved. Everything else stays as it is written.
    package func resolving(_ location: String) throws(WebAddressError) -> WebAddress {
        let bytes = try AddressText.checked(location.blankTrimmed)
        guard let first = bytes.first else { throw .empty }
        if bytes.starts(with: "//".utf8) {
            return try WebAddress(scheme: scheme, authorityAndPath: bytes.dropFirst(2), in: location)
        }
        if first == UInt8(ascii: "/") { return WebAddress(self, target: bytes) }
        if first == UInt8(ascii: "?") { return WebAddress(self, target: path + bytes) }
        if first == UInt8(ascii: "#") { return self }
        guard !AddressText.hasScheme(bytes) else { return try WebAddress(parsing: location.blankTrimmed) }
        let end = bytes.firstIndex { "?#".utf8.contains($0) } ?? bytes.endIndex
        let merged = Self.withoutDots(folder + bytes[..<end])
        return WebAddress(self, target: merged + bytes[end...])
    }

    private var path: [UInt8] { Array(pathAndQuery.utf8.prefix { $0 != UInt8(ascii: "?") }) }

    // The path up to and with its last slash.
    private var folder: [UInt8] {
        let path = path
        guard let slash = path.lastIndex(of: UInt8(ascii: "/")) else { return [UInt8(ascii: "/")] }
        return Array(path[...slash])
    }

    // RFC 3986, section 5.2.4; empty segments are kept.
    private static func withoutDots(_ path: [UInt8]) -> [UInt8] {
        let segments = path.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        var kept: [ArraySlice<UInt8>] = []
        for (index, segment) in segments.enumerated() {
            let isLast = index == segments.count - 1
            if segment.elementsEqual("..".utf8) {
                _ = kept.popLast()
                if isLast { kept.append([]) }
            } else if segment.elementsEqual(".".utf8) {
                if isLast { kept.append([]) }
            } else {
                kept.append(segment)
            }
        }
        return [UInt8(ascii: "/")] + Array(kept.joined(separator: [UInt8(ascii: "/")]))
    }
}
