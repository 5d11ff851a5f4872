/// An answer to one step of an upload.
struct UploadAnswer {
    /// Its head.
    let head: HTTPHead
    /// What its body says.
    let body: ErrorBody?
    /// Who gave it.
    let address: WebAddress
    /// When.
    let moment: UploadMoment

    /// Whether it is a good one.
    var isGood: Bool { (200...299).contains(head.status) }

    /// The answer as the failure that it is.
    var failure: StatusFailure { StatusFailure(head, body: body) }

    /// Whether it says that there is no such upload.
    var forgetsUpload: Bool {
        let codes = ["BLOB_UPLOAD_UNKNOWN", "BLOB_UPLOAD_INVALID"]
        return [404, 410].contains(head.status) || codes.contains { body?.has(code: $0) == true }
    }
}
