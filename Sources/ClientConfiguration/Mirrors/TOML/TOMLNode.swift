/// A value of a TOML file, as far as settings of registries have any use for it.
indirect enum TOMLNode: Hashable, Sendable {
    /// A string.
    case text(String)
    /// A boolean.
    case flag(Bool)
    /// An array.
    case list([TOMLNode])
    /// A table.
    case table([String: TOMLNode])
    /// A number, a date or a time.
    case other
}
