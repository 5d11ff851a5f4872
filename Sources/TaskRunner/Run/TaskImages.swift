import ImageModel
import PlatformModel

/// The registry operations of a task.
package protocol TaskImages: Sendable {
    /// Looks up an image at its registry, and chooses that of one platform; without one, that of the options.
    /// - Throws: ``TaskError/failed(status:_:)``.
    func image(_ name: Reference, platform: String?) async throws(TaskError) -> TaskImage

    /// Checks whether an image that was built is what its platform claims.
    /// - Throws: ``TaskError/failed(status:_:)``.
    func check(_ image: TaskImage, log: @escaping @Sendable (String) -> Void) async throws(TaskError)

    /// Pushes an image under a name, and returns its digest; a tag that refers to another image is moved.
    /// - Throws: ``TaskError/failed(status:_:)``.
    func push(
        _ image: TaskImage, to name: String, log: @escaping @Sendable (String) -> Void
    ) async throws(TaskError) -> String

    /// Runs a command on manifest lists, and returns the lines that docker would print.
    /// - Throws: ``TaskError/failed(status:_:)``.
    func perform(_ command: ManifestListCommand) async throws(TaskError) -> [String]
}

/// An image of one platform that a step can push.
package struct TaskImage: Hashable, Sendable {
    /// Where the image is.
    package enum Source: Hashable, Sendable {
        /// The only image of the OCI layout in this folder.
        case layout(String)
        /// The only image of the archive at this path, in Docker's format.
        case archive(String)
        /// A manifest at its registry, named by digest.
        case registry(Reference)
    }

    /// Where the image is.
    package let source: Source
    /// Its platform; `nil` if it states none.
    package let platform: Platform?

    /// An image in `source`.
    package init(_ source: Source, platform: Platform?) {
        self.source = source
        self.platform = platform
    }
}

/// The images that the steps of a run have built, pulled or tagged, by their full names.
actor RunImages {
    private var images: [String: TaskImage] = [:]
    /// What has been pushed, as `registry/repository@digest`, in order and each once.
    private(set) var pushed: [String] = []

    /// Gives an image these names, which then no other image has; `nil` removes the names.
    func set(_ image: TaskImage?, names: [String]) {
        for name in names { images[name] = image }
    }

    /// Records that the image or list with this digest has been pushed under a name.
    func addPushed(_ name: String, digest: String) {
        let reference = "\(ImageName.repository(name))@\(digest)"
        if !pushed.contains(reference) { pushed.append(reference) }
    }

    /// The image with this name.
    func image(named name: String) -> TaskImage? { images[name] }
}
