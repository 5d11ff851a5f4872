/// A program that is not installed.
struct MissingTool: Error, CustomStringConvertible {
    let name: String

    var description: String { "'\(name)' is not installed: run 'make setup'" }
}
