import ImageModel

/// What a copy came to.
package struct CopyOutcome: Sendable {
    /// The digests of all documents, those that were there included, in the order in which they were found.
    package internal(set) var digests: [Digest] = []
    /// The documents that were pushed.
    package internal(set) var pushed: [CopiedDocument] = []
    /// The digests among these that the target itself lists as attached to their subjects.
    package internal(set) var listed: Set<Digest> = []
    /// What became of each blob.
    package internal(set) var blobs: [Digest: (size: Int64, fate: BlobFate)] = [:]

    /// The bytes of the blobs with that fate; `Int64.max` where they are more.
    package func bytes(_ fate: BlobFate) -> Int64 {
        blobs.values.reduce(0) { sum, blob in
            guard blob.fate == fate else { return sum }
            let (total, isOver) = sum.addingReportingOverflow(blob.size)
            return isOver ? .max : total
        }
    }
}
