import RegistryProtocol
import Synchronization

/// The loops that share one set of options, each with a thread and connections of its own.
///
/// A request goes to the loop with the fewest transfers, the first of several; so requests that follow one another share a
/// connection, and blobs that arrive together use several cores for receiving, writing and hashing.
package final class TransferLoops: Sendable {
    /// The most loops that are of use: more would only divide the connections further.
    private static let most = 4

    private let loops: [TransferLoop]
    private let transfers: Mutex<[Int]>

    /// Creates loops without connections for a machine with that many processors.
    package init(options: TransportOptions, processors: Int) throws(TransportError) {
        var loops: [TransferLoop] = []
        for _ in 0..<max(1, min(processors, Self.most)) { loops.append(try TransferLoop(options: options)) }
        self.loops = loops
        transfers = Mutex(Array(repeating: 0, count: loops.count))
    }

    /// Performs one request on the least busy loop, as ``TransferLoop/perform(_:body:into:)`` does.
    package func perform<Sink: TransferSink>(
        _ request: HTTPRequest,
        body makeBody: (@Sendable () -> any UploadBody)? = nil,
        into makeSink: @escaping @Sendable () -> Sink
    ) async -> (report: TransferReport, output: Sink.Output) {
        let index = transfers.withLock { transfers in
            let index = transfers.indices.min { transfers[$0] < transfers[$1] } ?? 0
            transfers[index] += 1
            return index
        }
        defer { transfers.withLock { $0[index] -= 1 } }
        return await loops[index].perform(request, body: makeBody, into: makeSink)
    }
}
