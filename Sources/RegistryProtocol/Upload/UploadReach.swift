/// How far an upload has come, as registries say it: `Range: 0-99` is a hundred bytes.
///
/// That is not RFC 9110's `Range`: there is no unit, but some write one. Of `0-0` nobody knows whether it is one byte or
/// none: distribution says so of none.
enum UploadReach {
    /// The number of bytes that the registry has; `nil` where it does not say so.
    static func bytes(_ head: HTTPHead) -> Int64? {
        guard var text = head.headers.first("Range")?.blankTrimmed else { return nil }
        if text.hasPrefix("bytes=") { text = String(text.dropFirst("bytes=".count)) }
        let ends = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self).decimalNumber }
        guard ends.count == 2, ends[0] == 0, let last = ends[1], last < .max else { return nil }
        return last == 0 ? 0 : last + 1
    }
}
