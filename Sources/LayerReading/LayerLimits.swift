/// The limits on a layer that is read.
///
/// Nothing of a layer is kept but its entries, so a bomb costs time only; a layer of 10 GiB of zeros, which compress a
/// thousandfold, is valid.
package struct LayerLimits: Hashable, Sendable {
    /// The most uncompressed bytes.
    package var uncompressedBytes: Int64
    /// The most uncompressed bytes for each byte of a layer that has more than ``unratedBytes`` of them; `nil` for any number.
    package var ratio: Int64?
    /// The number of uncompressed bytes that every layer may have.
    package var unratedBytes: Int64 = 1 << 30
    /// The most entries; the largest images have about half a million files.
    package var entries: Int
    /// The longest path or target of a link, in bytes; Linux allows 4096.
    package var pathBytes: Int
    /// The logarithm to the base of 2 of the largest window of zstd, which is held in memory.
    ///
    /// zstd's levels up to 19 have windows of at most 8 MiB. The Go package klauspost/compress, with which BuildKit
    /// writes layers, had 16 and 32 MiB at its two best levels (in 1.14).
    package var windowLog: Int
    /// The most extended attributes of a member.
    package var attributes = 256
    /// The most bytes in the extended attributes of a member; Linux allows 64 KiB in one.
    package var attributeBytes = 1 << 20

    /// The limits for layers that are written to the disk, which a bomb would fill.
    ///
    /// Of the layers of large images in common use, the most compressible have about 20 bytes for each compressed one.
    package static let unpacking: LayerLimits = {
        var limits = LayerLimits()
        limits.ratio = 250
        return limits
    }()

    /// Limits that every image in common use is below.
    package init(
        uncompressedBytes: Int64 = 64 << 30, entries: Int = 2_000_000, pathBytes: Int = 64 << 10, windowLog: Int = 25
    ) {
        self.uncompressedBytes = uncompressedBytes
        self.entries = entries
        self.pathBytes = pathBytes
        self.windowLog = windowLog
    }
}
