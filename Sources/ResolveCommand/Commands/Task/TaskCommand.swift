import ArgumentParser

/// `resolve task`: the commands about multi-step tasks.
struct TaskCommand: ParsableCommand {
    /// Its name, its help and its commands.
    static let configuration = CommandConfiguration(
        commandName: "task",
        abstract: "Check and run multi-step tasks in the YAML of ACR Tasks.",
        subcommands: [TaskRunCommand.self, TaskLintCommand.self, TaskPlanCommand.self])
}
