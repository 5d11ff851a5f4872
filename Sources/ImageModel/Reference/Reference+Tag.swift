/// The text of a tag by itself.
extension Reference {
    /// Whether `text` can be a tag: what a registry lists need not be.
    package static func isTag(_ text: String) -> Bool {
        do throws(ReferenceError) {
            try ReferenceGrammar.checkTag(text[...], in: text)
            return true
        } catch {
            return false
        }
    }
}
