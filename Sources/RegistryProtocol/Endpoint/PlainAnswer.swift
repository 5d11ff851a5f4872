/// How servers answer who speaks plain HTTP where they speak TLS.
enum PlainAnswer {
    /// Whether this answer to a plain request says that the server speaks TLS.
    ///
    /// Go's net/http, nginx (which logs it as 497) and Apache all send 400 and a sentence.
    static func asksForTLS(_ head: HTTPHead, bodyPrefix: [UInt8]) -> Bool {
        if head.status == 497 { return true }
        guard head.status == 400 else { return false }
        let text = String(decoding: bodyPrefix.prefix(2048), as: UTF8.self).asciiLowercased
        return sentences.contains { text.contains($0) }
    }

    /// Whether such a failure of a plain request may come from a server that speaks TLS.
    ///
    /// It closes (libcurl's 52), resets (56), or sends an alert record, which is no HTTP (1, 8).
    static func mayBeTLS(_ failure: TransferFailure) -> Bool {
        guard case .connection(let code, _) = failure else { return false }
        return [1, 8, 52, 56].contains(code)
    }

    /// Whether such a failure over TLS may come from a server that speaks plain HTTP.
    ///
    /// Its answer to a handshake is none (libcurl's 35), it closes (52) or resets (56), or nobody listens at TLS's own port (7).
    static func mayBePlain(_ failure: TransferFailure) -> Bool {
        switch failure {
        case .tls(let code, _): code == 35
        case .connection(let code, _): [7, 52, 56].contains(code)
        case .notStarted, .nameResolution, .timedOut, .stalled, .cut, .status, .redirect, .tooLong, .headTooLong: false
        }
    }

    private static let sentences = [
        "client sent an http request to an https server", "plain http request was sent to https port",
        "speaking plain http to an ssl-enabled server port",
    ]
}
