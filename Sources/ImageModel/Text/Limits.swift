import PlatformModel

/// The bounds on what strangers may send, all in one place.
///
/// A bound that is reached is refused by a sentence that names it.
package enum Limits {
    /// The largest manifest, index or config that is read, in bytes.
    ///
    /// The distribution-spec asks registries to take 4 MiB.
    package static let manifestBytes = 8 << 20
    /// How deep arrays and objects of a document may stand in each other.
    ///
    /// A manifest needs five levels. JSON is read by recursion, so the bound keeps the stack.
    package static let jsonNesting = 64
    /// How deep indexes may stand in each other.
    package static let indexDepth = ReadingLimits.indexDepth
    /// How many documents the lists of one image may name, where all of them are pulled.
    package static let indexDocuments = 1000
    /// How many bytes those documents and the configs of the images among them may have: they are held in memory.
    package static let indexBytes = 64 << 20
    /// How many members an archive may have.
    package static let archiveMembers = 50_000
    /// The longest piece of a stranger's text that is printed, in characters.
    package static let printedText = 200
    /// The longest `registry/repository`, in characters.
    package static let nameLength = 255
    /// The longest tag, in characters.
    package static let tagLength = 128
}
