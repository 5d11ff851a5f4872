/// Options as they are typed, for commands that are proposed to the user.
enum TypedOption {
    /// A flag where it is set.
    static func flag(_ name: String, _ isSet: Bool) -> [String] {
        isSet ? [name] : []
    }

    /// An option with its value, where it has one.
    static func value(_ name: String, _ value: String?) -> [String] {
        value.map { [name, $0] } ?? []
    }
}
