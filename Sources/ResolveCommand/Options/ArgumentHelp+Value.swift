import ArgumentParser

extension ArgumentHelp {
    /// A help text whose option takes a value of that name.
    static func value(_ name: String, _ text: String) -> ArgumentHelp {
        ArgumentHelp(text, valueName: name)
    }
}
