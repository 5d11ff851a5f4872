/// How a blob came to be in the repository.
package enum UploadOutcome: Hashable, Sendable {
    /// It was there.
    case wasThere
    /// The registry has taken it over from another repository.
    case mounted
    /// Its bytes were sent.
    case sent
}
