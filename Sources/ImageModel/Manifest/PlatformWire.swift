import PlatformModel

/// The platform fields as JSON has them, in an index entry or in an image config.
struct PlatformWire: Decodable {
    /// The operating system.
    var os: String?
    /// The architecture.
    var architecture: String?
    /// The level or generation of the architecture.
    var variant: String?
    /// The operating system's version.
    var osVersion: String?
    /// What the operating system must offer.
    var osFeatures: [String]?

    /// The fields' names in JSON; `features` is reserved by the specification, and ignored.
    enum CodingKeys: String, CodingKey {
        /// `os`
        case os
        /// `architecture`
        case architecture
        /// `variant`
        case variant
        /// `os.version`
        case osVersion = "os.version"
        /// `os.features`
        case osFeatures = "os.features"
    }

    /// The platform; nil where every text is absent or empty.
    var platform: Platform? {
        let platform = Platform(
            os: os ?? "", architecture: architecture ?? "", variant: present(variant), osVersion: present(osVersion),
            osFeatures: osFeatures ?? [])
        return platform.isBlank ? nil : platform
    }

    private func present(_ text: String?) -> String? {
        text?.isEmpty == false ? text : nil
    }
}
