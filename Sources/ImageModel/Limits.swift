import PlatformModel

/// The limits on data from registries, archives and users.
///
/// An error that reports an exceeded limit states its value.
package enum Limits {
    /// The largest manifest, index or config that is read, in bytes.
    ///
    /// The distribution-spec requires registries to accept 4 MiB.
    package static let manifestBytes = 8 << 20
    /// The deepest nesting of arrays and objects in a document.
    ///
    /// A manifest needs five levels. JSON is read by recursion, so the limit bounds the stack.
    package static let jsonNesting = 64
    /// The deepest nesting of indexes.
    package static let indexDepth = ReadingLimits.indexDepth
    /// The largest number of documents in the indexes of one image, if all of them are pulled.
    package static let indexDocuments = 1000
    /// The largest total size of these documents and the configs of their images, in bytes: they are held in memory.
    package static let indexBytes = 64 << 20
    /// The largest number of members in an archive.
    package static let archiveMembers = 50_000
    /// The longest name of an archive's member, in bytes; members with longer names are ignored.
    package static let archiveNameBytes = 1024
    /// The largest number of folders above an archive's member that may be links.
    package static let archiveFolderDepth = 16
    /// The largest number of links that are followed from one member of an archive to another.
    package static let archiveLinks = 40
    /// The largest number of names that are listed in a message.
    package static let offeredNames = 10
    /// The longest piece of foreign text in a message, in characters.
    package static let printedText = 200
    /// The longest `registry/repository`, in characters.
    package static let nameLength = 255
    /// The longest tag, in characters.
    package static let tagLength = 128
    /// The most malformed entries of an index that are shown; an index with more is refused.
    package static let malformedEntries = 64
}
