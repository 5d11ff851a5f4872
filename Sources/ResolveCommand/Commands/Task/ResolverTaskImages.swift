import CommandRendering
import ErrorMapping
import ImageModel
import ImageResolver
import TaskRunner

/// The registry operations of a task, performed by the resolver.
struct ResolverTaskImages: TaskImages {
    let resolver: Resolver

    func push(
        layout: String, to name: String, log: @escaping @Sendable (String) -> Void
    ) async throws(TaskError) {
        let pushed = try await mapError(
            TaskError.init,
            awaiting: try await resolver.push(PushRequest(source: "oci:\(layout)", target: name)))
        log("\(name)@\(pushed.digest)")
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
