import Foundation

/// An entry of a made list: what it leads to, and what it says about it, true or not.
public struct IndexEntry: Sendable {
    /// What the entry leads to.
    public var image: SampleImage
    /// The platform it declares; nil declares none.
    public var platform: SamplePlatform?
    /// Its annotations; none are not written.
    public var annotations: [String: String] = [:]
    /// Its artifact type, if it names one.
    public var artifactType: String?
    /// Another media type than the true one.
    public var mediaType: String?
    /// Another digest than the true one.
    public var digest: String?
    /// Another size than the true one.
    public var size: Int?
    /// Whether it holds the manifest itself in `data`.
    public var holdsData = false

    /// An entry for `image` that declares `platform`.
    public init(_ image: SampleImage, declaring platform: SamplePlatform?) {
        self.image = image
        self.platform = platform
    }

    /// An entry for `image` that declares the platform of its config.
    public init(_ image: SampleImage) {
        self.init(image, declaring: image.platform)
    }

    /// The entry as a descriptor.
    var text: JSONText {
        var members: [(String, JSONText)] = [
            ("mediaType", .string(mediaType ?? image.root.mediaType)),
            ("digest", .string(digest ?? image.digest)),
            ("size", .number(size ?? image.root.size)),
        ]
        if let artifactType { members.append(("artifactType", .string(artifactType))) }
        if let platform { members.append(("platform", .object(platform.members))) }
        if !annotations.isEmpty { members.append(("annotations", .strings(annotations))) }
        if holdsData { members.append(("data", .string(Data(image.root.bytes).base64EncodedString()))) }
        return .object(members)
    }
}
