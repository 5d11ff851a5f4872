/// What to do with a blob that is here already.
package enum ExistingBlob: Hashable, Sendable {
    /// Leave it: its size is right, and it was verified when it came.
    case keep
    /// Fetch it anew and replace it, because it was found to be damaged.
    case replace
}
