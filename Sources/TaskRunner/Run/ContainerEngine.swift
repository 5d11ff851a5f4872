/// A program that runs images.
package enum ContainerEngine: String, CaseIterable, Sendable {
    /// Without a daemon.
    case podman
    /// Docker's client, with its engine.
    case docker

    /// What tells that it works: arguments that end with status 0. Docker's client alone runs nothing.
    var probe: [String] {
        switch self {
        case .podman: ["--version"]
        case .docker: ["version", "--format", "{{.Server.Version}}"]
        }
    }

    /// Where a step runs.
    struct Place {
        /// The folder that containers see as `/workspace`.
        let context: String
        /// The folders of volumes, by their names.
        let volumes: [String: String]
    }

    /// The arguments that run the words of a step; those of docker's own commands are given to the engine itself.
    func arguments(for words: [String], of step: PlannedStep, in place: Place) -> [String] {
        guard words.first != "docker" else { return Array(words.dropFirst()) }
        let options = step.container
        var arguments = ["run"]
        if !options.isKept, !options.isDetached { arguments.append("--rm") }
        if options.isDetached { arguments.append("--detach") }
        if options.isPrivileged { arguments.append("--privileged") }
        if options.isPulled { arguments += ["--pull", "always"] }
        arguments += ["--volume", "\(place.context):/workspace"]
        if !options.keepsWorkingDirectory {
            arguments += ["--workdir", WorkingDirectory.inContainer(step.workingDirectory)]
        }
        for mount in options.mounts {
            if let folder = place.volumes[mount.volume] { arguments += ["--volume", "\(folder):\(mount.path)"] }
        }
        let named = [
            ("--entrypoint", options.entryPoint), ("--user", options.user), ("--network", options.network),
            ("--isolation", self == .docker ? options.isolation : nil),
        ]
        for case (let name, .some(let value)) in named { arguments += [name, value] }
        for port in options.ports { arguments += ["--publish", port] }
        for port in options.expose { arguments += ["--expose", port] }
        // By name alone: what a variable holds may be secret, and arguments can be seen by everyone on the machine.
        for entry in step.environment { arguments += ["--env", String(entry.prefix { $0 != "=" })] }
        return arguments + words
    }
}
