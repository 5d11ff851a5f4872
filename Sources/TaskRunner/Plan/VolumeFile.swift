/// A file of a volume.
package struct VolumeFile: Hashable, Sendable {
    /// Its name.
    package let name: String
    /// What is in it.
    package let bytes: [UInt8]
}
