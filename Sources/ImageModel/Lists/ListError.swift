import PlatformModel

/// Why a manifest list cannot be put together as it was asked for.
public enum ListError: Error, Hashable, Sendable {
    /// The list's name has a digest, which would have to be known before the list is.
    case digestInName(Reference)
    /// The image is not in the list.
    case noEntry(Reference, list: Reference, offered: [Reference])
    /// The image's config names no operating system or no architecture, and nobody has said them.
    case incomplete(Reference, list: Reference)
    /// The list is to say another operating system or architecture than the image's config.
    case contradiction(Reference, declared: Platform, configured: Platform)
    /// Two images are for one platform.
    case duplicate(Reference, Reference, platform: Platform, list: Reference)
    /// Two names are of one image.
    case twice(Reference, Reference, digest: Digest)
    /// No architecture has that name.
    case unknownArchitecture(String, known: [String])
    /// No operating system has that name.
    case unknownSystem(String, known: [String])
    /// The image is no image: its config is of another type.
    case artifact(Reference, configMediaType: String)
    /// The image is itself a list, of `images`, or of none.
    case nested(Reference, images: [Descriptor])
    /// What stands under the list's name at the registry is no list.
    case loneManifest(Reference, digest: Digest)
}

extension ListError: CustomStringConvertible {
    /// The sentence for the command line and for logs, with what mends it.
    public var description: String {
        switch self {
        case .digestInName(let name):
            "\(name) names a digest, which a list has only when it is whole; name it by a tag"
        case .noEntry(let image, let list, let offered):
            "\(image) is not in the list '\(list)', which holds " + Self.names(offered)
        case .incomplete(let image, let list):
            "\(image) names no os and architecture in its config; say them with "
                + "'resolve manifest annotate \(list) \(image) --os OS --arch ARCHITECTURE'"
        case .contradiction(let image, let declared, let configured):
            "\(image) is for \(Self.name(configured)) by its own config, not for \(Self.name(declared)); "
                + "list it as that, or build it again for \(Self.name(declared))"
        case .duplicate(let first, let second, let platform, let list):
            "'\(first)' and '\(second)' are both for \(Self.name(platform)); leave one of them out, or say what tells "
                + "them apart with 'resolve manifest annotate \(list) \(second)' and --variant or --os-version"
        case .twice(let first, let second, let digest):
            "'\(first)' and '\(second)' are one image, \(digest); leave one of them out"
        case .unknownArchitecture(let name, let known):
            "no architecture is named '\(Printable.escaped(name))'; there are " + known.joined(separator: ", ")
        case .unknownSystem(let name, let known):
            "no operating system is named '\(Printable.escaped(name))'; there are " + known.joined(separator: ", ")
        case .artifact(let image, let type):
            "\(image) is no image but an artifact, whose config is of type '\(Printable.escaped(type))'; leave it out"
        case .nested(let image, let images) where images.isEmpty:
            "\(image) is itself a list, and holds no image; leave it out"
        case .nested(let image, let images):
            "\(image) is itself a list; name the images that are wanted of it, by digest: "
                + Self.offer(images, of: image)
        case .loneManifest(let name, let digest):
            "\(name) is a single manifest at the registry, \(digest), so there is no list to append to; "
                + "leave --append out to put a list in its place"
        }
    }

    /// The most names that a sentence lists.
    private static let mostNames = 20

    private static func names(_ images: [Reference]) -> String {
        guard !images.isEmpty else { return "nothing" }
        let more = images.count > mostNames ? " and \(images.count - mostNames) more" : ""
        return images.prefix(mostNames).map { "'\($0)'" }.joined(separator: ", ") + more
    }

    private static func offer(_ images: [Descriptor], of list: Reference) -> String {
        let more = images.count > mostNames ? " and \(images.count - mostNames) more" : ""
        let names = images.prefix(mostNames).map { image in
            "\(list.pinned(to: image.digest))" + (image.platform.map { " for \(name($0))" } ?? "")
        }
        return names.joined(separator: ", ") + more
    }

    private static func name(_ platform: Platform) -> String { Printable.escaped(platform.full) }
}
