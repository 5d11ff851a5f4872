import CLibcurl
import RegistryProtocol

extension Transfer {
    /// Sets up the handle for the request; `share` holds the TLS sessions of the whole loop.
    func prepare(options: TransportOptions, share: UnsafeMutableRawPointer) throws(TransportError) {
        try attachCallbacks()
        try setRequest(options)
        try setConnection(options, share: share)
        try setCertificates(for: request.url, options: options)
        try setProxy(for: request.url, options: options)
    }

    private func setRequest(_ options: TransportOptions) throws(TransportError) {
        try handle.set(CURLOPT_URL, request.url.absoluteText)
        // Signed addresses are sent as they are: libcurl would fold `/./` and `/../`.
        try handle.set(CURLOPT_PATH_AS_IS, 1)
        switch request.method {
        case .get: try handle.set(CURLOPT_HTTPGET, 1)
        case .head: try handle.set(CURLOPT_NOBODY, 1)
        case .post, .put, .patch:
            if let length = bodyLength {
                try setStream(length, options: options)
            } else {
                try setBody(request.body ?? [], method: request.method)
            }
        case .delete: try handle.set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        }
        // An empty "Expect:" saves a round trip with token servers.
        var lines = request.headers.lines + ["Expect:"]
        // Without this, libcurl would declare a POST without a type to be a form.
        if request.headers.first("Content-Type") == nil { lines.append("Content-Type:") }
        if request.headers.first("Accept-Encoding") == nil { lines.append("Accept-Encoding: identity") }
        // The empty list stands for all encodings that libcurl decodes; the field above takes the place of its own.
        if !request.keepsEncoding { try handle.set(CURLOPT_ACCEPT_ENCODING, "") }
        try handle.setHeaders(lines)
    }

    /// Sets a small body, which libcurl copies and can resend over a new connection by itself.
    private func setBody(_ body: [UInt8], method: HTTPMethod) throws(TransportError) {
        try handle.set(CURLOPT_POST, 1)
        if method != .post { try handle.set(CURLOPT_CUSTOMREQUEST, method.rawValue) }
        try handle.set(CURLOPT_POSTFIELDSIZE_LARGE, large: Int64(body.count))
        try handle.setCopiedBody(body)
    }

    /// Sets up a streamed body, which libcurl requests piece by piece.
    private func setStream(_ length: Int64, options: TransportOptions) throws(TransportError) {
        try handle.set(CURLOPT_UPLOAD, 1)
        if request.method != .put { try handle.set(CURLOPT_CUSTOMREQUEST, request.method.rawValue) }
        try handle.set(CURLOPT_INFILESIZE_LARGE, large: length)
        let rate = options.rate?.bytesPerSecond ?? .max
        try handle.set(CURLOPT_UPLOAD_BUFFERSIZE, max(Self.leastRead, Int(min(Int64(Self.mostRead), rate / 16))))
    }

    /// The bytes read from a body at once without a rate limit…
    private static let mostRead = 256 << 10
    /// …and libcurl's minimum.
    private static let leastRead = 16 << 10

    private func setConnection(_ options: TransportOptions, share: UnsafeMutableRawPointer) throws(TransportError) {
        try handle.set(CURLOPT_SHARE, share)
        try handle.set(CURLOPT_NOSIGNAL, 1)
        try? handle.set(CURLOPT_QUICK_EXIT, 1)  // A cancelled transfer does not wait for its slow name lookup.
        try handle.set(Self.protocols, Int(CURLPROTO_HTTP | CURLPROTO_HTTPS))
        try handle.set(CURLOPT_FOLLOWLOCATION, 0)
        try handle.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        try handle.set(CURLOPT_BUFFERSIZE, Self.bufferBytes(for: options))
        try handle.set(CURLOPT_USERAGENT, options.userAgent)
        try handle.set(CURLOPT_CONNECTTIMEOUT_MS, Int(clamping: options.connectMilliseconds))
        if let socket = options.unixSocket { try handle.set(CURLOPT_UNIX_SOCKET_PATH, socket) }
        try setVersion(options)
        switch way.family {
        case nil: break
        case .ipv4: try handle.set(CURLOPT_IPRESOLVE, Int(CURL_IPRESOLVE_V4))
        case .ipv6: try handle.set(CURLOPT_IPRESOLVE, Int(CURL_IPRESOLVE_V6))
        }
        if way.isFresh || request.needsNewConnection { try handle.set(CURLOPT_FRESH_CONNECT, 1) }
    }

    private func setVersion(_ options: TransportOptions) throws(TransportError) {
        guard options.speaksHTTP2WithoutTLS else {
            let version = options.offersHTTP2 && !way.avoidsHTTP2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1
            return try handle.set(CURLOPT_HTTP_VERSION, Int(version))
        }
        do throws(TransportError) {
            try handle.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE))
        } catch {
            throw .lacksHTTP2
        }
    }

    /// CURLOPT_PROTOCOLS, by its number: its successor CURLOPT_PROTOCOLS_STR needs libcurl 7.85, and the compiler reports the name
    /// as deprecated. RHEL 9 has libcurl 7.76, and Ubuntu 22.04 has 7.81.
    private static let protocols = CURLoption(rawValue: 181)

    /// The receive buffer: 64 KiB is as fast as 512 KiB, and sixteen connections hold 1 MiB instead of 8.
    ///
    /// With a rate limit it is the amount of 1/16 s, because a paused transfer has already read one buffer.
    private static func bufferBytes(for options: TransportOptions) -> Int {
        let largest = 64 * 1024
        guard let rate = options.rate?.bytesPerSecond else { return largest }
        return max(4096, Int(min(Int64(largest), rate / 16)))
    }

    private func setCertificates(for address: WebAddress, options: TransportOptions) throws(TransportError) {
        guard address.isSecure else { return }
        if let file = options.authorityBundle?.path ?? options.certificateAuthorities {
            try handle.set(CURLOPT_CAINFO, file)
        }
        if let pair = certificate?.pair {
            try handle.set(CURLOPT_SSLCERT, pair.certificate)
            if let key = pair.key { try handle.set(CURLOPT_SSLKEY, key) }
        }
        guard options.skipsCertificateCheck else { return }
        try handle.set(CURLOPT_SSL_VERIFYPEER, 0)
        try handle.set(CURLOPT_SSL_VERIFYHOST, 0)
    }

    /// Sets the proxy, or none, so that libcurl does not look into the environment.
    private func setProxy(for address: WebAddress, options: TransportOptions) throws(TransportError) {
        proxy = options.proxies.proxy(for: address)
        try handle.set(CURLOPT_PROXY, proxy ?? "")
        try handle.set(CURLOPT_NOPROXY, "")
    }
}
