import ImageModel

/// Why a proxy did not carry a request, as far as libcurl's code and words tell.
package struct ProxyFault: Hashable, Sendable {
    /// The proxy's address without the user name and the password.
    package let address: String
    /// Whether a configuration file of the registry names the proxy, not the environment.
    package let isOfRegistry: Bool
    /// libcurl's code.
    package let code: Int
    private let message: String
    private var isFirstContact = false

    /// What a failure with libcurl's `code` and `message` means for a request through `proxy`, an address as it is written;
    /// `nil` if the failure is not the proxy's.
    package init?(code: Int, message: String, proxy: String, isOfRegistry: Bool) {
        let words = message.asciiLowercased
        let isProxys = Self.codes.contains(code) || words.contains("proxy") || words.contains(Self.tunnel)
        guard isProxys else { return nil }
        address = Redaction.proxy(proxy)
        self.isOfRegistry = isOfRegistry
        self.code = code
        self.message = message
    }

    /// This fault if nothing has ever come through the proxy: no retry makes a name or a listener appear.
    package var atFirstContact: ProxyFault {
        var fault = self
        fault.isFirstContact = [Self.unresolved, Self.refused].contains(code)
        return fault
    }

    /// Whether the same request may succeed when it is sent again.
    package var isTransient: Bool { mayPass && !isFirstContact }

    /// Whether the same command may succeed later: not where the proxy's address is unusable or the proxy refuses (4xx).
    package var mayPass: Bool {
        let words = message.asciiLowercased
        return !["unsupported proxy", "response 4", "code 4"].contains(where: words.contains)
    }

    /// CURLE_COULDNT_RESOLVE_PROXY, which also stands for an address that libcurl cannot read.
    private static let unresolved = 5
    /// CURLE_COULDNT_CONNECT.
    private static let refused = 7
    /// CURLE_OPERATION_TIMEDOUT, of which the only limit is the one for connecting.
    private static let timedOut = 28
    /// CURLE_PROXY, the refusal of a SOCKS proxy.
    private static let handshake = 97
    private static let codes = [unresolved, refused, timedOut, handshake]
    /// The beginning of libcurl's words when a proxy does not open a tunnel.
    private static let tunnel = "connect tunnel failed"
}

extension ProxyFault: CustomStringConvertible {
    /// One sentence that names the proxy.
    package var description: String {
        let words = message.asciiLowercased
        let clause =
            if words.contains(Self.tunnel) || words.contains("after connect") {
                "does not lead to the server"
            } else if [Self.refused, Self.timedOut].contains(code), !words.contains("proxy") {
                "did not answer"
            } else {
                "cannot be used"
            }
        return "the proxy '\(address)' \(clause): " + Printable.escaped(Redaction.userInformation(in: message))
    }
}
