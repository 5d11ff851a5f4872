import CommandRendering
import ErrorMapping
import ImageModel
import ImageResolver
import TaskRunner

/// The registry operations of a task, performed by the resolver.
struct ResolverTaskImages: TaskImages {
    private let options: ResolverOptions
    private let report: @Sendable (ResolverEvent) -> Void
    private let resolver: Resolver
    /// Whether the files of built images are checked.
    private let checksBuilds: Bool

    /// Operations with `options`, whose events go to `report`.
    init(options: ResolverOptions, checksBuilds: Bool, report: @escaping @Sendable (ResolverEvent) -> Void) {
        self.options = options
        self.checksBuilds = checksBuilds
        self.report = report
        resolver = Resolver(options: options, events: report)
    }

    func image(_ name: Reference, platform: String?) async throws(TaskError) -> TaskImage {
        var chooser = resolver
        if let platform {
            var options = options
            options.platforms = [platform]
            chooser = Resolver(options: options, events: report)
        }
        let found = try await mapError(TaskError.init, awaiting: try await chooser.digest(name.description))
        return TaskImage(.registry(name.pinned(to: found.manifest)), platform: found.platform)
    }

    func check(_ image: TaskImage, log: @escaping @Sendable (String) -> Void) async throws(TaskError) {
        guard checksBuilds else { return }
        let source: String
        switch image.source {
        case .layout(let folder): source = "oci:\(folder)"
        case .archive(let path): source = "docker-archive:\(path)"
        case .registry: return
        }
        let report = try await mapError(
            TaskError.init, awaiting: try await resolver.check(CheckRequest(image: source)))
        // What starts on no platform may be meant so: only what is for another one is refused.
        let contradiction = report.contradiction
        for finding in report.platforms.flatMap(\.findings)
        where finding.severity == .warning || finding.severity == .failure && contradiction == nil {
            log("warning: \(finding.sentence)")
        }
        guard var error = contradiction else { return }
        // The image has no name but that of a temporary file.
        error.image = nil
        throw TaskError(error)
    }

    func push(
        _ image: TaskImage, to name: String, log: @escaping @Sendable (String) -> Void
    ) async throws(TaskError) -> String {
        let pushed = try await mapError(TaskError.init, awaiting: try await pushed(image, to: name))
        let digest = pushed.targets.first?.digest ?? pushed.digest
        log("\(name)@\(digest)")
        return digest.description
    }

    private func pushed(_ image: TaskImage, to name: String) async throws(ResolverError) -> CopiedImage {
        switch image.source {
        case .layout(let folder): return try await resolver.push(PushRequest(source: "oci:\(folder)", target: name))
        case .archive(let path):
            return try await resolver.push(PushRequest(source: "docker-archive:\(path)", target: name))
        case .registry(let reference):
            return try await resolver.copy(CopyRequest(source: reference.description, targets: [name]))
        }
    }

    func perform(_ command: ManifestListCommand) async throws(TaskError) -> [String] {
        try await mapError(TaskError.init, awaiting: try await lines(of: command))
    }

    private func lines(of command: ManifestListCommand) async throws(ResolverError) -> [String] {
        switch command {
        case .create(let list, let images, let amends, _):
            let created = try await resolver.createList(list, of: images, amends ? .amending : [])
            return [ListRendering(created).created]
        case .annotate(let list, let image, let fields):
            let change = PlatformChange(
                os: fields.os, architecture: fields.architecture, variant: fields.variant,
                osVersion: fields.osVersion, osFeatures: fields.osFeatures)
            _ = try await resolver.annotateList(list, image: image, change)
            return []
        case .push(let list, let purges, _):
            return [PushedListRendering(try await resolver.pushList(list, purges ? .removed : .kept)).digest]
        case .inspect(let list, let image, let isVerbose, _):
            let inspection =
                if let list {
                    try await resolver.inspectList(list, image: image)
                } else {
                    try await resolver.inspectList(image, isVerbose ? .manifests : .document)
                }
            return try ListInspectionRendering(inspection, image: list ?? image, isVerbose: isVerbose).text()
                .split(separator: "\n").map(String.init)
        case .remove(let lists):
            for list in lists { try await resolver.removeList(list) }
            return []
        }
    }
}

extension TaskError {
    /// A failure with the exit status that the error would have as the end of a command.
    fileprivate init(_ error: ResolverError) {
        self = .failed(ExitStatus(error.kind), error.description)
    }
}
