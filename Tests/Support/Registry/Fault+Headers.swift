/// Where a redirect leads.
public enum RedirectTarget: Sendable {
    /// This Location, as it stands: absolute, relative, or no address at all.
    case to(String)
    /// The same path on another server (`http://127.0.0.2:5001`), with this query.
    case samePath(on: String, query: String? = nil)
    /// The very request: a loop.
    case itself
}

extension Fault {
    /// A field with another value, or none.
    public static func header(_ name: String, _ value: String?) -> Fault {
        Fault(name: "header \(name)") { reply, _ in reply.headers[name] = value }
    }

    /// Another Content-Type.
    public static func contentType(_ type: String?) -> Fault {
        header("Content-Type", type)
    }

    /// No Docker-Content-Digest.
    public static var noDigest: Fault {
        header("Docker-Content-Digest", nil)
    }

    /// A Docker-Content-Digest of something else.
    public static var wrongDigest: Fault {
        header("Docker-Content-Digest", "sha256:" + String(repeating: "0", count: 64))
    }

    /// A Warning field, as the distribution specification allows it.
    public static func warning(_ text: String) -> Fault {
        Fault(name: "warning") { reply, _ in reply.headers.add("Warning", "299 - \"\(text)\"") }
    }

    /// A redirect, with a short body that is not what was asked for.
    public static func redirect(_ status: Int = 307, _ target: RedirectTarget) -> Fault {
        Fault(name: "redirect \(status)") { reply, request in
            reply = Reply(status: status, contentType: "text/html", body: Array("<a>moved</a>\n".utf8))
            let path = String(request.resource.prefix { $0 != "?" })
            switch target {
            case .to(let location): reply.headers["Location"] = location
            case .samePath(let server, let query):
                reply.headers["Location"] = server + path + (query.map { "?" + $0 } ?? "")
            case .itself: reply.headers["Location"] = request.target
            }
        }
    }
}
