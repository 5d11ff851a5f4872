import RegistryProtocol

/// The way to one blob at one place, for all requests of one fetch: ``StorageAddress`` decides, this makes who must wait wait.
package actor BlobRoute {
    private var address = StorageAddress()
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// Nothing is known.
    package init() {}

    /// Where a request goes that the address of that version has refused, or that has asked nobody yet; `nil` is the registry.
    func next(refused: Int? = nil) async -> (address: WebAddress, version: Int)? {
        while true {
            switch address.step(refused: refused) {
            case .askRegistry: return nil
            case .askStorage(let address, let version): return (address, version)
            // Who asks meanwhile says in any case when he is done.
            case .wait: await withCheckedContinuation { waiting.append($0) }
            }
        }
    }

    /// The registry has sent a request to `target`.
    func learn(_ target: WebAddress) {
        address.learn(target)
        wake()
    }

    /// A request to the registry has ended; where it led is of use for the next one, or not.
    func end(isOfUse: Bool) {
        address.end()
        if !isOfUse { address.forget() }
        wake()
    }

    /// The address of that version is of no use any more.
    func forget(_ version: Int) {
        address.forget(version: version)
    }

    private func wake() {
        let all = waiting
        waiting = []
        for continuation in all { continuation.resume() }
    }
}
