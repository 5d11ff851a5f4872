import ArgumentParser
import CommandRendering
import ImageResolver
import TaskRunner

/// `resolve task lint`.
struct TaskLintCommand: LocalCommand {
    /// Its name and its help.
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Look for mistakes in a task file, and say what to write instead.",
        discussion: """
            Nothing is run and nobody is asked; variables stand as they are written. Warnings alone leave the exit status \
            0; with an error it is 11.
            """)

    /// The task.
    @Argument(help: "The task file; - is stdin.")
    var file: FilePath

    /// The folder of what is built.
    @Option(help: .value("dir", "The folder that alias files are looked for in."))
    var context: FolderPath?

    /// How findings are printed.
    @OptionGroup(title: "Output")
    var output: LocalOutputOptions

    /// What the output options ask for.
    var mode: OutputMode { output.mode }

    /// Prints the findings.
    func perform(_ writer: inout ConsoleWriter) throws(ResolverError) {
        let input = TaskInput(file: file.text, context: context?.text ?? ".")
        let rendering = FindingRendering(input.findings(in: try input.contents()), file: file.text)
        writer.print(mode.isJSON ? [rendering.json.pretty] : rendering.lines)
        if let sentence = rendering.failure { throw ResolverError(.malformed, sentence) }
    }
}
