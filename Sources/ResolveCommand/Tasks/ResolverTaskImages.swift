import CommandRendering
import ImageModel
import ImageResolver
import TaskRunner

/// What a task asks of registries, done by the resolver.
struct ResolverTaskImages: TaskImages {
    /// Who asks.
    let resolver: Resolver

    /// Pushes the image of a layout.
    func push(
        layout: String, to name: String, log: @escaping @Sendable (String) -> Void
    ) async throws(TaskImageFailure) {
        do throws(ResolverError) {
            let pushed = try await resolver.push(PushRequest(source: "oci:\(layout)", target: name))
            log("\(name)@\(pushed.digest)")
        } catch {
            throw TaskImageFailure(error)
        }
    }

    /// Does what docker's command would do, and gives the lines that it would print.
    func perform(_ command: ManifestListCommand) async throws(TaskImageFailure) -> [String] {
        do throws(ResolverError) {
            return try await lines(of: command)
        } catch {
            throw TaskImageFailure(error)
        }
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
            do throws(JSONReadingError) {
                return try ListInspectionRendering(inspection, isVerbose: isVerbose).text().split(separator: "\n")
                    .map(String.init)
            } catch {
                throw ResolverError(.malformed, error.description)
            }
        case .remove(let lists):
            for list in lists { try await resolver.removeList(list) }
            return []
        }
    }
}

extension TaskImageFailure {
    /// A failure of the resolver, with the status that it would end a command with.
    fileprivate init(_ error: ResolverError) {
        self.init(status: ExitStatus(error.kind).rawValue, error.description)
    }
}
