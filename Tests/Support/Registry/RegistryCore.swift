import Foundation
import Synchronization

/// The running server: its listening thread, a thread a connection, and the state they share.
///
/// A lock, because blocking threads share the state and none of them may wait for the test runner's own pool.
final class RegistryCore: Sendable {
    let url: String
    let state = Mutex(RegistryState())
    private let listener: Int32
    private let started = ContinuousClock.now

    /// Serves connections to `listener`, which it closes in the end.
    init(listener: Int32, url: String) {
        self.listener = listener
        self.url = url
    }

    /// Starts to accept connections, on a thread that ends when the server is stopped.
    func start() {
        Thread.detachNewThread { self.acceptUntilStopped() }
    }

    /// Ends every connection and the listening thread; only the first call does, for the descriptors are others' soon.
    func stop() {
        state.withLock { state in
            guard !state.isStopped else { return }
            state.isStopped = true
            Sockets.end(listener)
            for descriptor in state.openConnections { Sockets.end(descriptor) }
        }
    }

    /// Waits, five seconds at most, until no connection is left.
    func waitUntilIdle() {
        let deadline = ContinuousClock.now + .seconds(5)
        while ContinuousClock.now < deadline, !state.withLock({ $0.openConnections.isEmpty }) { usleep(1000) }
    }

    private func acceptUntilStopped() {
        while !state.withLock({ $0.isStopped }) {
            guard let descriptor = Sockets.nextConnection(listener) else { continue }
            guard let number = register(descriptor) else {
                close(descriptor)
                break
            }
            Thread.detachNewThread { self.serve(descriptor, number: number) }
        }
        close(listener)
    }

    private func register(_ descriptor: Int32) -> Int? {
        state.withLock { state in
            guard !state.isStopped else { return nil }
            state.openConnections.insert(descriptor)
            state.connectionCount += 1
            return state.connectionCount
        }
    }

    private func serve(_ descriptor: Int32, number: Int) {
        let connection = Connection(descriptor: descriptor)
        var isReset = false
        var last: (number: Int, next: Continuation)?
        while let request = connection.nextRequest(limit: { self.limit($0, $1) }) {
            guard !request.isCut else {
                takePartial(request, number: number)
                (isReset, last) = (true, nil)
                break
            }
            let answered = answer(request, on: connection, number: number)
            last = answered
            isReset = answered.next == .reset
            guard answered.next == .goOn else { break }
        }
        if let last, last.next != .end { takeOffLost(descriptor, of: last.number, isReset: isReset) }
        state.withLock { _ = $0.openConnections.remove(descriptor) }
        if isReset { Sockets.resetOnClose(descriptor) } else { Sockets.end(descriptor) }
        close(descriptor)
    }

    /// Takes off what stands in the buffers when the peer has gone, or is to be reset, and never arrives.
    private func takeOffLost(_ descriptor: Int32, of number: Int, isReset: Bool) {
        if isReset { Sockets.waitUntilReceived(descriptor) }
        let lost = Sockets.unacknowledgedBytes(descriptor)
        update(number) { $0.bytesSent -= min(lost, $0.bytesSent) }
    }

    private func limit(_ method: String, _ target: String) -> Int? {
        state.withLock { state in
            var least: Int?
            for index in state.cuts.indices {
                guard let limit = state.cuts[index].limit(method, target) else { continue }
                least = min(limit, least ?? limit)
            }
            return least
        }
    }

    private func takePartial(_ request: Connection.Request, number: Int) {
        let seconds = (ContinuousClock.now - started) / .seconds(1)
        state.withLock { state in
            state.requestCount += 1
            var entry = LoggedRequest(
                number: state.requestCount, connection: number, method: request.method, target: request.target,
                headers: request.headers, body: request.body, seconds: seconds)
            entry.faults = ["request cut after \(request.body.count)"]
            state.content.takePartial(entry)
            state.log.append(entry)
        }
    }

    /// What becomes of a connection after a reply.
    private enum Continuation {
        case goOn, end, abandoned, reset
    }

    /// Answers one request, and gives its number in the log.
    private func answer(
        _ request: Connection.Request, on connection: Connection, number: Int
    ) -> (number: Int, next: Continuation) {
        let seconds = (ContinuousClock.now - started) / .seconds(1)
        let (requestNumber, wire) = state.withLock { state -> (Int, WireReply) in
            state.requestCount += 1
            var entry = LoggedRequest(
                number: state.requestCount, connection: number, method: request.method, target: request.target,
                headers: request.headers, body: request.body, seconds: seconds)
            let (reply, faults) = state.answer(entry, url: url)
            let wire = WireReply(reply, for: entry)
            entry.status = reply.pace.isSilent ? 0 : wire.status
            entry.faults = faults
            state.log.append(entry)
            return (entry.number, wire)
        }
        let delivery = connection.deliver(wire) { count in
            update(requestNumber) { $0.bytesSent += count }
        }
        if delivery == .complete { update(requestNumber) { $0.isAnswered = true } }
        let next: Continuation =
            switch delivery {
            case .cut: wire.pace.resets ? .reset : .end
            case .abandoned: .abandoned
            case .complete: wire.keepsConnection ? .goOn : .end
            }
        return (requestNumber, next)
    }

    private func update(_ number: Int, _ change: (inout LoggedRequest) -> Void) {
        state.withLock { state in
            guard let index = state.log.lastIndex(where: { $0.number == number }) else { return }
            change(&state.log[index])
        }
    }
}
