import ImageStore

extension ResolverError {
    /// The caller has ended the work; what is there already serves the next try.
    static let interrupted = ResolverError(.interrupted, "interrupted", hint: "run it again to resume")

    /// What the store says, as the command line sorts it: damage is integrity, a wait that was cancelled an interruption,
    /// the rest the local disk.
    init(store error: StoreError) {
        switch error {
        case .wrongDigest, .wrongSize: self.init(.integrity, error.description)
        case .cancelled: self = .interrupted
        case .malformed, .unsupportedLayout, .newerStore, .tooLarge: self.init(.malformed, error.description)
        case .system where error.isFull:
            self.init(.disk, error.description, hint: "free some space there, or set RESOLVE_HOME to another disk")
        case .system, .locked: self.init(.disk, error.description)
        case .library, .hashing, .ended: self.init(.internal, error.description)
        }
    }
}
