/// Where contestants pull from: a registry, or a link to one.
struct Endpoint: Sendable {
    /// The port of 127.0.0.1 to connect to.
    let port: Int
    /// The link that is passed, if one is.
    let link: LinkForwarder?

    /// A server without a link.
    init(port: Int) {
        self.port = port
        link = nil
    }

    /// The near end of a link.
    init(_ link: LinkForwarder) {
        port = link.port
        self.link = link
    }

    /// Host and port, as they stand in references.
    var authority: String { "127.0.0.1:\(port)" }
}
