/// One step of the parser through a file.
struct YAMLEvent {
    /// The line on which it begins, from 1.
    let line: Int
    /// The column, from 1.
    let column: Int
    /// What it is.
    let kind: Kind

    /// What the parser meets.
    enum Kind {
        /// A document begins.
        case document
        /// A text, with its anchor and its tag.
        case scalar(String, isPlain: Bool, anchor: String?, tag: String?)
        /// A list begins.
        case sequence(anchor: String?, tag: String?)
        /// A mapping begins.
        case mapping(anchor: String?, tag: String?)
        /// The list or mapping begun last ends.
        case end
        /// An earlier node is repeated.
        case alias(String)
        /// The file begins, or a document ends.
        case other
        /// The file ends.
        case finish
    }
}
