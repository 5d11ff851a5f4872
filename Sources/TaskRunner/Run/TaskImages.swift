/// What a task asks of registries.
package protocol TaskImages: Sendable {
    /// Pushes the only image of an OCI layout under a name.
    func push(layout: String, to name: String, log: @escaping @Sendable (String) -> Void) async throws(TaskImageFailure)

    /// Does what a command about lists says; gives the lines that docker would print.
    func perform(_ command: ManifestListCommand) async throws(TaskImageFailure) -> [String]
}

/// Why a registry, or what is kept of lists, did not do as asked.
package struct TaskImageFailure: Error, Hashable, Sendable {
    /// The exit status that the failure would have as a command of its own.
    package let status: Int32
    /// One sentence.
    package let sentence: String

    /// A failure with its status.
    package init(status: Int32, _ sentence: String) {
        self.status = status
        self.sentence = sentence
    }
}
