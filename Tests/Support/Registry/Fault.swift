/// One way in which a reply goes wrong; several combine, in their order.
public struct Fault: Sendable {
    /// What stands in the log.
    public let name: String
    /// Changes the reply.
    let apply: @Sendable (inout Reply, LoggedRequest) -> Void

    /// Any change to a reply.
    public static func custom(
        _ name: String, _ apply: @escaping @Sendable (inout Reply, LoggedRequest) -> Void
    ) -> Fault {
        Fault(name: name, apply: apply)
    }

    /// Another status, with these fields and this body and nothing of the reply's own.
    public static func status(_ status: Int, headers: [(String, String)] = [], body: String = "") -> Fault {
        Fault(name: "status \(status)") { reply, _ in
            reply = Reply(status: status, contentType: body.isEmpty ? nil : "application/json", body: Array(body.utf8))
            for (name, value) in headers { reply.headers.add(name, value) }
        }
    }

    /// 429, with a Retry-After of seconds or a date.
    public static func tooManyRequests(retryAfter: String? = nil) -> Fault {
        Fault(name: "429") { reply, _ in
            reply = .error(429, code: "TOOMANYREQUESTS", message: "too many requests")
            reply.headers["Retry-After"] = retryAfter
        }
    }

    /// A web page with status 200, as portals in between serve it.
    public static var html: Fault {
        Fault(name: "html") { reply, _ in
            let page = "<html><head><title>Sign in</title></head><body>Sign in to go on.</body></html>\n"
            let body = Array("<!DOCTYPE html>\n\(page)".utf8)
            reply = Reply(status: 200, contentType: "text/html; charset=utf-8", body: body)
        }
    }
}
