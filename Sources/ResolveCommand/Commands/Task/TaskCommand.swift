import ArgumentParser

/// `resolve task`: the commands about multi-step tasks.
struct TaskCommand: ParsableCommand {
    /// Its name, its help and its commands.
    static let configuration = CommandConfiguration(
        commandName: "task",
        abstract: "Check multi-step tasks in the YAML of ACR Tasks.",
        subcommands: [TaskLintCommand.self, TaskPlanCommand.self])
}
