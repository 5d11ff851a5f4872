/// How a blob came from one store to another.
package enum Adoption: Hashable, Sendable {
    /// It was here before.
    case alreadyThere
    /// Both stores now name one file.
    case linked
    /// It was copied, and the copy verified.
    case copied
    /// The other store does not have it either.
    case absent
}
