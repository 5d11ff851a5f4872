/// How a blob of a copy came to be at the target.
package enum BlobFate: Hashable, Sendable {
    /// It was there.
    case present
    /// It was taken over from another repository of the same registry.
    case mounted
    /// Its bytes were sent.
    case sent
    /// It is not there, and need not be: the manifest names addresses of its own for it.
    case elsewhere
}
