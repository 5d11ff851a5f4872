import Foundation
import Synchronization

/// Bytes under way from one thread to another, each piece with the moment of its arrival; it takes so many, and no more.
final class LinkQueue: Sendable {
    /// Bytes that arrive together; none: the end.
    struct Piece: Sendable {
        let bytes: [UInt8]
        let arrival: Int64
    }

    private let pieces = Mutex<[Piece]>([])
    private let filled = DispatchSemaphore(value: 0)
    private let spaces = DispatchSemaphore(value: 0)

    /// A queue for at most `capacity` pieces.
    init(capacity: Int) {
        // A semaphore must not end below the value it began with: it begins with none.
        for _ in 0..<capacity { spaces.signal() }
    }

    /// Adds a piece, when there is room.
    func add(_ piece: Piece) {
        spaces.wait()
        pieces.withLock { $0.append(piece) }
        filled.signal()
    }

    /// Takes the oldest piece, when there is one.
    func next() -> Piece {
        filled.wait()
        let piece = pieces.withLock { $0.removeFirst() }
        spaces.signal()
        return piece
    }
}
