import PlatformModel
import ProgramRunner

/// The programs that a task needs, as found on this machine.
package struct TaskTools: Sendable {
    /// The program that builds images; `nil` if none is needed.
    package private(set) var builder: Builder?
    /// The program that runs images; `nil` if none is needed.
    package private(set) var engine: ContainerEngine?

    /// Finds the first available builder and engine, if `plan` needs them.
    /// - Throws: ``TaskError/noBuilder(step:)`` or ``TaskError/noEngine(step:)``.
    package static func find(
        for plan: TaskPlan, variables: [String: String]
    ) async throws(TaskError) -> TaskTools {
        var tools = TaskTools()
        if let step = plan.firstStep(needing: .builder) {
            for builder in Builder.allCases where tools.builder == nil {
                if await isAvailable(builder.program, builder.probe, variables) { tools.builder = builder }
            }
            guard tools.builder != nil else { throw .noBuilder(step: step) }
        }
        if let step = plan.firstStep(needing: .engine) {
            tools.engine = await engine(variables)
            guard tools.engine != nil else { throw .noEngine(step: step) }
        } else if plan.buildsAndMovesImages {
            tools.engine = await engine(variables)
        }
        return tools
    }

    private static func engine(_ variables: [String: String]) async -> ContainerEngine? {
        for engine in ContainerEngine.allCases where await isAvailable(engine.rawValue, engine.probe, variables) {
            return engine
        }
        return nil
    }

    private static func isAvailable(
        _ name: String, _ probe: [String], _ variables: [String: String]
    ) async -> Bool {
        var program = Program(name, probe, variables: variables)
        program.timeLimitMilliseconds = 20_000
        program.graceMilliseconds = 0
        return await program.succeeds()
    }
}

extension Program {
    /// Runs the program without showing its output, and returns whether its exit status is 0.
    func succeeds() async -> Bool {
        (try? await collect(limit: 65_536))?.ending == .exited(0)
    }

    /// Runs the program and returns the words that it prints; none if it fails.
    func words() async -> [String] {
        guard let (ending, output) = try? await collect(limit: 65_536), ending == .exited(0) else { return [] }
        return String(decoding: output, as: UTF8.self).split(whereSeparator: \.isWhitespace).map(String.init)
    }
}

extension TaskPlan {
    /// The id of the first step that needs `tool`; `nil` if none does.
    fileprivate func firstStep(needing tool: PlannedAction.Tool) -> String? {
        steps.first { $0.action.tool == tool }?.id
    }

    /// Whether the task builds images, which may begin with images that it has pulled or tagged: the builder finds them in
    /// the engine, if there is one.
    fileprivate var buildsAndMovesImages: Bool {
        firstStep(needing: .builder) != nil
            && steps.contains { step in
                if case .image = step.action { true } else { false }
            }
    }
}

/// A program that builds images.
package enum Builder: String, CaseIterable, Sendable {
    /// buildah.
    case buildah
    /// BuildKit, through the docker client.
    case dockerBuildx = "docker buildx"
    /// podman.
    case podman

    /// The name of the program.
    var program: String { self == .dockerBuildx ? "docker" : rawValue }

    /// The arguments of a call that succeeds if the builder is available.
    var probe: [String] {
        switch self {
        case .buildah, .podman: ["--version"]
        case .dockerBuildx: ["buildx", "version"]
        }
    }

    /// The arguments of a build; BuildKit writes its result to the folder `layout`.
    ///
    /// The layer cache is not used: buildah and podman look up layers by the Dockerfile's lines alone, and would reuse those
    /// of another platform.
    func arguments(for command: BuildCommand, platform: Platform?, layout: String) -> [String] {
        let named = command.platform == nil ? platform.map { ["--platform", $0.short] } ?? [] : []
        switch self {
        case .buildah, .podman: return ["build", "--no-cache", "--layers=false"] + named + command.words
        case .dockerBuildx:
            return ["buildx", "build", "--no-cache"] + named
                + ["--output", "type=oci,tar=false,dest=\(layout)"] + command.words
        }
    }

    /// The arguments that write an image from the builder's store to the folder `layout`; `nil` if the build writes it.
    func exportArguments(image: String, layout: String) -> [String]? {
        switch self {
        case .buildah, .podman: ["push", "--quiet", image, "oci:\(layout):image"]
        case .dockerBuildx: nil
        }
    }
}

/// A program that runs images.
package enum ContainerEngine: String, CaseIterable, Sendable {
    /// podman, which needs no daemon.
    case podman
    /// The docker client and its daemon.
    case docker

    /// The arguments of a call that succeeds if the engine is available; the docker client needs its daemon.
    var probe: [String] {
        switch self {
        case .podman: ["--version"]
        case .docker: ["version", "--format", "{{.Server.Version}}"]
        }
    }

    /// Whether it finds what `builder` has built. podman and buildah keep images in one store; BuildKit writes a layout only.
    func shares(_ builder: Builder) -> Bool {
        switch (self, builder) {
        case (.podman, .buildah), (.podman, .podman): true
        case (.podman, .dockerBuildx), (.docker, _): false
        }
    }

    /// The name in an archive for an image that steps call `name`: podman takes a name without a registry for one of its own
    /// images first, which has `localhost/` in front.
    func localName(_ name: String) -> String {
        self == .podman ? ImageName.full(name, registry: "localhost") : name
    }

    /// The arguments that run the words of a step. Commands of docker are passed to the engine itself.
    ///
    /// Containers see the folder `context` as `/workspace`; `volumes` has the folder of each volume by its name. The
    /// container has the id of the step as its name, which is its host name for the others in its network.
    func arguments(
        for words: [String], of step: PlannedStep, run: ContainerRun, context: String, volumes: [String: String]
    ) -> [String] {
        guard words.first != "docker" else { return Array(words.dropFirst()) }
        let options = step.container
        // The words may begin with options of `docker run`, which then take precedence.
        let own = Set(words.first?.hasPrefix("-") == true ? words.map { $0.prefix { $0 != "=" } } : [])
        let network = own.isDisjoint(with: ["--network", "--net"]) ? run.network : nil
        var arguments = ["run", "--label", run.label]
        if !own.contains("--name") { arguments += ["--name", step.id] }
        if !options.isKept, !options.isDetached { arguments.append("--rm") }
        if options.isDetached { arguments.append("--detach") }
        if options.isPrivileged { arguments.append("--privileged") }
        if options.isPulled { arguments += ["--pull", "always"] }
        arguments += ["--volume", "\(context):/workspace"]
        if !options.keepsWorkingDirectory {
            arguments += ["--workdir", WorkingDirectory.inContainer(step.workingDirectory)]
        }
        for mount in options.mounts {
            if let folder = volumes[mount.volume] { arguments += ["--volume", "\(folder):\(mount.path)"] }
        }
        let named = [
            ("--entrypoint", options.entryPoint), ("--user", options.user), ("--network", options.network ?? network),
            ("--isolation", self == .docker ? options.isolation : nil), ("--cpus", options.processors),
        ]
        for case (let name, .some(let value)) in named { arguments += [name, value] }
        for port in options.ports { arguments += ["--publish", port] }
        for port in options.expose { arguments += ["--expose", port] }
        // By name alone: the value may be secret, and every user of the machine can see arguments.
        for entry in step.environment { arguments += ["--env", String(entry.prefix { $0 != "=" })] }
        return arguments + words
    }
}

/// What the containers of one run have in common.
struct ContainerRun: Hashable, Sendable {
    /// The name of the run, which no other run on this machine has.
    let name: String
    /// The network of steps that name none; `nil` is the default of the engine.
    let network: String?

    /// The label of the containers, by which they are found when the run ends: a container of the same name that is not
    /// part of the run is left alone.
    var label: String { "resolve.run=\(name)" }

    /// The arguments that list the containers of the run, or only those of one name.
    func listing(named step: String? = nil) -> [String] {
        let names = step.map { ["--filter", "name=^\($0)$"] } ?? []
        return ["ps", "--all", "--quiet", "--filter", "label=\(label)"] + names
    }
}

/// The working directory of a step; `/workspace` is the context.
enum WorkingDirectory {
    private static let root = "/workspace"

    /// The path in the container.
    static func inContainer(_ folder: String?) -> String {
        guard let folder, !folder.isEmpty else { return root }
        return folder.hasPrefix("/") ? folder : "\(root)/\(folder)"
    }

    /// The path on this machine; absolute paths outside `/workspace` stay as they are.
    static func onHost(_ folder: String?, context: String) -> String {
        guard let folder, !folder.isEmpty, folder != root, folder != root + "/" else { return context }
        if folder.hasPrefix(root + "/") { return context + folder.dropFirst(root.count) }
        return folder.hasPrefix("/") ? folder : "\(context)/\(folder)"
    }
}
