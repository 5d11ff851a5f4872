import Foundation
import TestSupport

/// One image in Debian's docker-registry, and the ways to it.
final class ImageServer {
    /// The image it serves.
    let image: BenchmarkImage
    /// The folder of the image as an OCI layout.
    var layout: String { folder.path }
    private let registry: LocalRegistry
    private let folder: TemporaryFolder
    private let memory: String
    private var front: BlobFront?

    /// Makes the image, and starts a registry that holds it in a folder under `memory`.
    init(_ plan: ImagePlan, memory: String) throws {
        self.memory = memory
        registry = try LocalRegistry(in: memory)
        folder = try TemporaryFolder(in: memory)
        image = try LayoutWriter(folder: folder.path).write(plan)
        try registry.push(layout: folder.path, tag: "1", to: image.name)
    }

    /// The registry itself.
    var direct: Endpoint { Endpoint(port: registry.port) }

    /// The registry through a link.
    func linked(_ shape: LinkShape) throws -> Endpoint {
        Endpoint(try LinkForwarder(to: registry.port, shape: shape))
    }

    /// The registry through a link, each connection limited: by nginx, or by the link itself where nginx is missing.
    func throttled(_ shape: LinkShape, bytesPerSecondPerConnection rate: Int) throws -> Endpoint {
        guard BlobFront.isPossible else {
            var own = shape
            own.bytesPerSecondPerConnection = Double(rate)
            return try linked(own)
        }
        let front =
            try self.front ?? BlobFront(before: registry, bytesPerSecondPerConnection: rate, in: memory)
        self.front = front
        return Endpoint(try LinkForwarder(to: front.port, shape: shape))
    }
}
