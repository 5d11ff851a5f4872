/// Why an engine gave no answer, or not the one that was asked for.
package enum EngineFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// No setting names an engine of this kind, and none of the usual sockets exists.
    case noneFound(EngineKind)
    /// There is nothing at the path of its socket.
    case noSocket
    /// The path is not that of a socket.
    case notASocket
    /// The socket may be used by its owner and the group only; `nil` if they have no name.
    case noPermission(owner: String?, group: String?)
    /// The socket exists, and nothing listens on it.
    case refused
    /// It did not answer in time.
    case silent(seconds: Int)
    /// It answered with more bytes than the limit.
    case tooLong(limit: Int)
    /// It answered, but not as such an engine does.
    case notAnEngine
    /// It answered with this HTTP status.
    case status(Int)
    /// It answered with this status of gRPC.
    case call(code: String)
    /// The address uses a protocol that is not spoken here.
    case notAsked(scheme: String)
    /// The address cannot be read.
    case malformedAddress
    /// The Docker context does not exist.
    case noContext
    /// The connection ended while an image was sent, or before the answer to it.
    case lost(sent: Int64, of: Int64)
    /// It did not do what was asked, with its own words, which may be shown.
    case refusal(String)
    /// It did not say that it has loaded the image.
    case unconfirmed
    /// It said that it has loaded the image, and does not list it under its name.
    case unlisted(String)
    /// The request failed; the transport's sentence.
    case transport(String)

    /// The reason as a sentence.
    package var description: String {
        switch self {
        case .noneFound(.docker):
            "no engine is found: neither DOCKER_HOST nor a context names one, and there is no socket in the usual places"
        case .noneFound(let kind):
            "no engine is found: no variable names one, and \(kind.rawValue) has no socket in the usual places"
        case .noSocket: "there is no such socket"
        case .notASocket: "the path is not a socket"
        case .noPermission(nil, nil): "no permission for its directory"
        case .noPermission(let owner, let group):
            "no permission: the socket is open to "
                + [owner.map { "user \($0)" }, group.map { "group \($0)" }].compactMap { $0 }.joined(separator: " and ")
        case .refused: "nothing listens on the socket"
        case .silent(let seconds): "no answer within \(seconds) s"
        case .tooLong(let limit): "the answer has more than \(limit) bytes"
        case .notAnEngine: "the answer is not that of a container engine"
        case .status(let code): "it answered with HTTP status \(code)"
        case .call(let code): "it answered with gRPC status \(code)"
        case .notAsked(let scheme): "not asked: \(scheme):// is not supported"
        case .malformedAddress: "the address is not valid"
        case .noContext: "there is no such Docker context"
        case .lost(let sent, let size) where sent < size: "the connection ended after \(sent) of \(size) bytes"
        case .lost: "the connection ended before the answer"
        case .refusal(let words): "it answered: \(words)"
        case .unconfirmed: "its answer does not say that the image was loaded"
        case .unlisted(let name): "it says that the image was loaded, but does not list '\(name)'"
        case .transport(let sentence): sentence
        }
    }
}

/// The kinds of engines that are asked.
package enum EngineKind: String, Hashable, Sendable {
    /// dockerd, and what imitates it.
    case docker
    /// `podman system service`.
    case podman
    /// containerd, alone or that of a Kubernetes distribution or of Docker.
    case containerd
}
