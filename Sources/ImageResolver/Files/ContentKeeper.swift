import LayerModel
import LayerReading

/// The file of a layer whose bytes are kept.
struct WantedContent: Sendable {
    /// How the file is told.
    enum Choice: Sendable {
        /// By its path, cleaned; of several entries the last one counts.
        case path([UInt8])
        /// By the number of its entry in the listing of the layer.
        case entry(Int)
    }

    let choice: Choice
    /// Where many bytes are kept.
    let folder: String
}

/// A file of a layer with its bytes.
struct KeptContent: Sendable {
    /// The number of its entry in the listing of the layer.
    let entry: Int
    let bytes: ContentSpool
}

/// Keeps the bytes of one file while a layer is read.
final class ContentKeeper: ContentReceiver {
    /// The last file that was wanted.
    private(set) var kept: KeptContent?

    private let wanted: WantedContent
    /// The entries that the listing has.
    private var entryCount = 0
    private var size: UInt64 = 0
    private var filling: ContentSpool.Filling?

    /// Keeps what is wanted.
    init(_ wanted: WantedContent) { self.wanted = wanted }

    func begin(_ path: [UInt8], size: UInt64) throws(LayerError) -> Bool {
        // The listing leaves longer paths out.
        guard path.count <= LayerListing.longestPath, isWanted(path) else { return false }
        kept = nil
        filling = try ContentSpool.Filling(size: size, in: wanted.folder)
        self.size = size
        return true
    }

    func take(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(LayerError) {
        guard try filling?.take(bytes, at: offset) == true else {
            throw .damagedTar(
                reason: "a file of \(size) bytes has some beyond its end", afterEntries: entryCount)
        }
    }

    /// Records that an entry has passed, with which the listing has so many.
    func end(entryCount: Int) {
        self.entryCount = entryCount
        if let filling = filling.take() { kept = KeptContent(entry: entryCount - 1, bytes: filling.finished()) }
    }

    private func isWanted(_ path: [UInt8]) -> Bool {
        switch wanted.choice {
        case .path(let wanted): LayerEntry.cleaned(path) == wanted
        case .entry(let number): entryCount == number
        }
    }
}
