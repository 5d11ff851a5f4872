/// What is wrong with a list of images.
package enum PullListError: Error, Hashable, CustomStringConvertible {
    /// A line begins with an option instead of an image.
    case optionFirst(String, line: Int)
    /// A word after the image that is no `--platform=…`.
    case strayWord(String, line: Int)
    /// A `--platform=` without a platform.
    case emptyPlatform(line: Int)

    /// What was wrong, and what was expected.
    package var description: String {
        switch self {
        case .optionFirst(let word, let line):
            "line \(line): '\(Shown.text(word))' stands where an image was expected"
        case .strayWord(let word, let line):
            "line \(line): '\(Shown.text(word))' is not --platform=PLATFORM; one image a line"
        case .emptyPlatform(let line):
            "line \(line): --platform= names no platform"
        }
    }
}
