/// Where the bytes of one request's body come from.
///
/// A body is made and read on the loop's queue, so it needs no lock. Reading holds up every other transfer of the loop: it
/// may copy and read what the system holds, but not wait; who has nothing yet says so, and opens the valve when he has.
package protocol UploadBody: AnyObject, SendableMetatype {
    /// How many bytes there are in all; the request states it.
    var length: Int64 { get }

    /// Takes the valve that lets a paused transfer go on.
    func begin(valve: TransferValve)

    /// Puts the next bytes into `buffer`.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> UploadRead
}

extension UploadBody {
    /// A body that never waits needs no valve.
    package func begin(valve: TransferValve) {}
}

/// What a body has to give.
package enum UploadRead: Hashable, Sendable {
    /// So many bytes, 1 at least.
    case bytes(Int)
    /// None yet: the transfer pauses until the valve is opened.
    case wait
    /// None any more: the transfer ends.
    case refuse
}
