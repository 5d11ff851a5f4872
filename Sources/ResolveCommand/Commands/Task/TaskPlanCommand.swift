import ArgumentParser
import CommandRendering
import ImageResolver
import TaskRunner

/// `resolve task plan`.
struct TaskPlanCommand: LocalCommand {
    /// Its name and its help.
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show the steps of a task as they would run, in their order, with every variable replaced.",
        discussion: "Nothing is run and nobody is asked; secrets are not shown.")

    /// The task, and what it leaves open.
    @OptionGroup(title: "Task")
    var task: TaskOptions

    /// How the plan is printed.
    @OptionGroup(title: "Output")
    var output: LocalOutputOptions

    /// What the output options ask for.
    var mode: OutputMode { output.mode }

    /// Prints the plan.
    func perform(_ writer: inout ConsoleWriter) throws(ResolverError) {
        let plan = try task.input.plan(of: task.input.contents(), task.values(Environment.snapshot()))
        let rendering = TaskPlanRendering(plan, file: task.file.text)
        writer.print(mode.isJSON ? [rendering.json.pretty] : rendering.lines)
    }
}
