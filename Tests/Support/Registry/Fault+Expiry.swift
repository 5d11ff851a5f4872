import Foundation

extension Fault {
    /// A redirect to the same path on `server` (`http://127.0.0.2:5001`), signed for so many seconds.
    public static func presigned(on server: String, seconds: Double, signature: String) -> Fault {
        Fault(name: "presigned for \(seconds)") { reply, request in
            let end = Int((Date().timeIntervalSince1970 + seconds) * 1000)
            let redirect = Fault.redirect(
                307, .samePath(on: server, query: "expires=\(end)&X-Amz-Signature=\(signature)"))
            redirect.apply(&reply, request)
        }
    }

    /// Addresses of ``presigned(on:seconds:signature:)`` are refused once their time is over, as storage services do.
    public static var refusesExpired: Fault {
        Fault(name: "refuses what has expired") { reply, request in
            let end = request.query.first { $0.name == "expires" }.flatMap { Double($0.value) } ?? .infinity
            guard Date().timeIntervalSince1970 * 1000 > end else { return }
            let body =
                "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>"
            reply = Reply(status: 403, contentType: "application/xml", body: Array(body.utf8))
        }
    }

    /// 429, with a Retry-After that is the date so many seconds from the request.
    public static func tooManyRequests(untilSecondsLater seconds: Double) -> Fault {
        Fault(name: "429 until \(seconds) later") { reply, request in
            let format = DateFormatter()
            format.locale = Locale(identifier: "en_US_POSIX")
            format.timeZone = TimeZone(identifier: "GMT")
            format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
            let date = format.string(from: Date(timeIntervalSinceNow: seconds))
            Fault.tooManyRequests(retryAfter: date).apply(&reply, request)
        }
    }
}
