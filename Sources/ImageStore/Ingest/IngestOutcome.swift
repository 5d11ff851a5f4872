/// What became of the wish to fetch a blob.
package enum IngestOutcome: Sendable {
    /// The blob is here; there is nothing to do.
    case alreadyThere
    /// It is the caller's to fetch.
    case ingest(Ingest)
}
