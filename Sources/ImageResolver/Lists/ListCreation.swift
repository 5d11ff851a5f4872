/// What a manifest list is created over.
public struct ListCreation: OptionSet, Hashable, Sendable {
    /// The list on this machine: entries of the same image or platform are replaced, the others stay.
    public static let amending = ListCreation(rawValue: 1)
    /// The list under the same name at the registry: its entries stand first, as they are.
    public static let appending = ListCreation(rawValue: 2)

    /// The options as bits.
    public let rawValue: UInt8

    /// Options of these bits.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }
}
