import ImageModel

/// The reason why a ``BlobUpload`` gave up.
package enum UploadFailure: Hashable, Sendable {
    /// A request failed, or a transient error persisted through all retries.
    case transfer(TransferFailure)
    /// Authorization failed.
    case denied(AuthorizationError)
    /// The registry refused the blob.
    case refused(WriteRefusal)
    /// The registry named an unacceptable upload location.
    case location(ResponseError)
    /// The registry reports that it stored another digest.
    case otherDigest(named: Digest, expected: Digest)
    /// The status is not a valid response to a step of the upload.
    case unexpected(status: Int)
    /// The registry abandoned every upload; `reason` is the last failure.
    case lost(uploads: Int, reason: String)
}
