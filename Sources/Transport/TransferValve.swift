/// Lets one transfer go on that its sink or its body has paused.
package struct TransferValve: Sendable {
    private let release: @Sendable () -> Void

    /// The valve that `release` opens, from whichever thread.
    init(release: @escaping @Sendable () -> Void) {
        self.release = release
    }

    /// Lets it go on; where it was not paused, or has ended, nothing happens.
    package func open() {
        release()
    }
}
