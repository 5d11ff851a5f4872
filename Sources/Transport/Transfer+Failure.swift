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
        switch result {
        case CURLE_OK: return nil
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            return .nameResolution(code: code, message: message)
        case CURLE_OPERATION_TIMEDOUT: return timeout(options, received: received, isAnswered: head != nil)
        case CURLE_PARTIAL_FILE: return .cut(received: received, expected: head?.contentLength)
        case CURLE_RECV_ERROR where head != nil, CURLE_GOT_NOTHING where head != nil:
            return .cut(received: received, expected: head?.contentLength)
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CRL_BADFILE, CURLE_USE_SSL_FAILED:
            return .tls(code: code, message: message + (trustedAuthorities.map { " (authorities of '\($0)')" } ?? ""))
        default: return .connection(code: code, message: message)
        }
    }

    /// libcurl has one code for a connection that does not come about and for bytes that stop coming.
    private func timeout(_ options: TransportOptions, received: Int64, isAnswered: Bool) -> TransferFailure {
        let address = handle.text(CURLINFO_PRIMARY_IP)
        let isConnected = isAnswered || handle.number(CURLINFO_PRETRANSFER_TIME_T) > 0
        guard isConnected else { return .timedOut(received: 0, seconds: options.connectSeconds) }
        return .stalled(received: received, seconds: options.stallSeconds, address: address.isEmpty ? nil : address)
    }
}
