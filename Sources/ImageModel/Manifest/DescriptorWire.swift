#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A descriptor as JSON has it, before its values are checked.
struct DescriptorWire: Decodable {
    private var mediaType: String?
    private var digest: String?
    private var size: WireNumber?
    private var platform: PlatformWire?
    private var artifactType: String?
    private var annotations: [String: String?]?
    private var urls: [String]?
    private var data: String?

    /// The descriptor, every value checked.
    ///
    /// - Throws: ``DescriptorError``, naming the first thing wrong.
    func checked() throws(DescriptorError) -> Descriptor {
        guard let mediaType, !mediaType.isEmpty else { throw .missing(field: "mediaType") }
        guard let digestText = digest else { throw .missing(field: "digest") }
        let size = try checkedSize()
        return Descriptor(
            mediaType: mediaType, digest: try Self.digest(digestText), size: size, platform: platform?.platform,
            artifactType: artifactType?.isEmpty == false ? artifactType : nil,
            annotations: (annotations ?? [:]).mapValues { $0 ?? "" }, urls: urls ?? [],
            data: try checkedData(size: size))
    }

    private static func digest(_ text: String) throws(DescriptorError) -> Digest {
        do {
            return try Digest(parsing: text)
        } catch {
            throw .digest(error)
        }
    }

    private func checkedSize() throws(DescriptorError) -> Int64 {
        switch size {
        case nil: throw .missing(field: "size")
        case .whole(let number) where number < 0: throw .sizeNegative(number)
        case .whole(let number): return number
        case .other(let number): throw .sizeOutOfRange(number)
        case .notNumber(let found): throw .sizeNotNumber(found: found)
        }
    }

    private func checkedData(size: Int64) throws(DescriptorError) -> [UInt8]? {
        guard let data else { return nil }
        guard let decoded = Data(base64Encoded: data) else { throw .dataNotBase64 }
        guard decoded.count == size else { throw .dataLength(decoded.count, size: size) }
        return [UInt8](decoded)
    }
}
