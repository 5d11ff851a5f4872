/// Why a text names no output.
package enum OutputPlaceError: Error, Hashable, CustomStringConvertible {
    /// No folder is named.
    case empty
    /// A kind of output that this version does not write.
    case reserved(String)

    /// What was wrong, and what was expected.
    package var description: String {
        switch self {
        case .empty: "names no folder"
        case .reserved(let text):
            "'\(Shown.text(text))' is not an output of this version, which writes DIR or oci:DIR; a folder of that name is oci:\(Shown.text(text))"
        }
    }
}
