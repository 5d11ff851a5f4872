#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The content of `oci-layout`: OCI image-spec v1.1, image-layout.md.
struct LayoutVersion: Hashable, Sendable, Codable {
    /// The longest file that is read as one, in bytes.
    static let limit = 4096
    /// The version that this program reads and writes.
    static let current = LayoutVersion(imageLayoutVersion: StoreFormat.layoutVersion)

    /// The version of the layout.
    var imageLayoutVersion: String

    /// States a version.
    init(imageLayoutVersion: String) {
        self.imageLayoutVersion = imageLayoutVersion
    }

    /// Reads the file; `nil` where it is something else.
    init?(parsing bytes: [UInt8]) {
        guard let value = try? JSONDecoder().decode(Self.self, from: Data(bytes)) else { return nil }
        self = value
    }

    /// The file's text.
    func encoded() -> String {
        #"{"imageLayoutVersion":"\#(imageLayoutVersion)"}"#
    }
}
