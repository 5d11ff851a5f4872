import PlatformModel

/// A task with everything expanded, ready to run.
package struct TaskPlan: Sendable {
    /// The steps, in the file's order.
    package let steps: [PlannedStep]
    /// The networks to be made.
    package let networks: [Network]
    /// The volumes, by name: files with their bytes.
    package let volumes: [String: [VolumeFile]]
    /// What keeps secrets out of all that is printed.
    package let redactor: Redactor

    /// A network to be made.
    package struct Network: Hashable, Sendable {
        package let name: String
        package let driver: String?
        package let ipv6: Bool
    }

    /// Expands `file` with `values`; steps without an order are refused.
    package init(_ file: TaskFile, values: TaskValues, catalog: PlatformCatalog) throws(TaskProblem) {
        let graph = StepGraph(ids: file.steps.map(\.id), when: file.steps.map { $0.when?.map(\.unexpanded) })
        if let problem = OrderRules.findings(of: graph, steps: file.steps).first {
            throw TaskProblem(problem.line, .order(problem.sentence))
        }
        let expander = StepExpander(file: file, values: values, catalog: catalog)
        var steps: [PlannedStep] = []
        for (index, step) in file.steps.enumerated() {
            steps.append(try expander.planned(step, dependencies: graph.dependencies[index]))
        }
        self.steps = steps
        networks = try file.networks.filter { !$0.skipsCreation }.map { network throws(TaskProblem) in
            Network(
                name: try expander.text(network.name), driver: try network.driver.map(expander.text),
                ipv6: network.ipv6)
        }
        var volumes: [String: [VolumeFile]] = [:]
        for volume in file.volumes { volumes[volume.name] = try expander.files(of: volume) }
        self.volumes = volumes
        redactor = values.redactor
    }
}
