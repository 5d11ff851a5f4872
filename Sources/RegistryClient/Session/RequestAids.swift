/// What goes along with one request besides what is asked.
struct RequestAids: Sendable {
    /// Gives the body, where that is streamed.
    var body: BodyMaker?
    /// Where what is learnt of the way is kept.
    var route: BlobRoute?
}
