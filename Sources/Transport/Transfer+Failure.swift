import CLibcurl
import RegistryProtocol

extension Transfer {
    /// What libcurl's result for the transfer means; `nil` for a response that came whole.
    func failure(for result: CURLcode, options: TransportOptions) -> TransferFailure? {
        let code = Int(result.rawValue)
        let said = handle.errorMessage
        let message = said.isEmpty ? String(cString: resolve_curl_easy_strerror(result)) : said
        let (received, head) = progress
        guard !isHeadTooLong else { return .headTooLong(limit: ResponseHeadParser.mostBytes) }
        guard !isEndedByBody else {
            return .connection(code: Int(CURLE_SEND_ERROR.rawValue), message: "its body broke off")
        }
        switch result {
        case CURLE_OK: return nil
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            return .nameResolution(code: code, message: message)
        // The only limit of time that libcurl is given is that for a connection to come about.
        case CURLE_OPERATION_TIMEDOUT: return .timedOut(received: received, seconds: options.connectSeconds)
        case CURLE_PARTIAL_FILE: return .cut(received: received, expected: head?.contentLength)
        case CURLE_RECV_ERROR where head != nil, CURLE_GOT_NOTHING where head != nil:
            return .cut(received: received, expected: head?.contentLength)
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CRL_BADFILE, CURLE_USE_SSL_FAILED:
            return .tls(code: code, message: message + (trustedAuthorities.map { " (authorities of '\($0)')" } ?? ""))
        default: return .connection(code: code, message: message)
        }
    }

    /// That the bytes have stopped coming for as long as `options` say.
    func stall(_ options: TransportOptions) -> TransferFailure {
        let address = handle.text(CURLINFO_PRIMARY_IP)
        return .stalled(
            received: progress.received, seconds: options.stallSeconds, address: address.isEmpty ? nil : address)
    }
}
