import RegistryProtocol

/// What a setting's value is to be.
package enum SettingShape: String, Hashable, Sendable {
    /// One text.
    case text = "a text"
    /// `true` or `false`.
    case flag = "true or false"
    /// Texts in brackets.
    case texts = "a list of texts"
    /// One text, or texts in brackets.
    case textOrTexts = "a text or a list of texts"
    /// A path, paths, or pairs of paths.
    case pairs = "a text, a list of texts, or a list of pairs of texts"
    /// Keys with values.
    case table = "a table"
    /// Tables in their order.
    case tables = "a list of tables"
}
