import ImageModel

/// The facts that ``RetryPolicy`` needs at the time of a failure.
package struct UploadMoment: Hashable, Sendable {
    /// A random number from 0 to 1.
    package let randomUnit: Double
    /// The time, in seconds since 1970.
    package let nowUnixSeconds: Double

    /// Combines a random number with a time.
    package init(randomUnit: Double, nowUnixSeconds: Double) {
        self.randomUnit = randomUnit
        self.nowUnixSeconds = nowUnixSeconds
    }
}

/// The response to one step of an upload.
struct UploadResponse {
    let head: HTTPHead
    let body: ErrorBody?
    let address: WebAddress
    let moment: UploadMoment

    var isSuccess: Bool { (200...299).contains(head.status) }

    var failure: StatusFailure { StatusFailure(head, body: body) }

    /// Whether the registry no longer knows the upload.
    var forgetsUpload: Bool {
        let codes = ["BLOB_UPLOAD_UNKNOWN", "BLOB_UPLOAD_INVALID"]
        return [404, 410].contains(head.status) || codes.contains { body?.has(code: $0) == true }
    }

    /// The number of bytes that the registry has stored: `Range: 0-99` means 100. `nil` if it does not say.
    ///
    /// This differs from the `Range` of RFC 9110: there is no unit, although some registries send one. `0-0` is ambiguous and
    /// counts as none, because distribution sends it for an empty upload.
    var storedBytes: Int64? {
        guard var text = head.headers.first("Range")?.blankTrimmed else { return nil }
        if text.hasPrefix("bytes=") { text = String(text.dropFirst("bytes=".count)) }
        let ends = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self).decimalNumber }
        guard ends.count == 2, ends[0] == 0, let last = ends[1], last < .max else { return nil }
        return last == 0 ? 0 : last + 1
    }
}
