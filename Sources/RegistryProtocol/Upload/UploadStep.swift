import ImageModel

/// One request of an upload.
package enum UploadStep: Hashable, Sendable {
    /// `HEAD` of the blob: is it there?
    case check
    /// `POST`: may it be taken over from that repository?
    case mount(from: String)
    /// `POST`: an upload is opened.
    case open
    /// `PATCH` of these bytes; `contentRange` says where they belong, where that has to be said.
    case send(to: WebAddress, bytes: Range<Int64>, contentRange: HTTPHeader?)
    /// `GET`: how far has it come?
    case ask(WebAddress)
    /// `PUT`: the upload ends, with these last bytes or with none, and the blob gets its name.
    case finish(at: WebAddress, bytes: Range<Int64>)
}
