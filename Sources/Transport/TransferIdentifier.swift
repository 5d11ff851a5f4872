/// Names one transfer for as long as it lives: by the address of an object that only the identifier holds.
final class TransferIdentifier: Hashable, Sendable {
    /// Two identifiers are equal when they are one.
    static func == (left: TransferIdentifier, right: TransferIdentifier) -> Bool {
        left === right
    }

    /// Hashes the object's own identity.
    func hash(into hasher: inout Hasher) {
        hasher.combine(ObjectIdentifier(self))
    }
}
