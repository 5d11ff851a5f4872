import CLibcurl

/// One libcurl easy handle with what it points to: its header list and its error text.
///
/// Not copyable: the handle has one owner, and is freed when that owner ends.
struct EasyHandle: ~Copyable {
    /// The C handle; it goes to libcurl and nowhere else.
    let pointer: UnsafeMutableRawPointer
    private let errorText: UnsafeMutablePointer<CChar>
    private var headers: UnsafeMutablePointer<curl_slist>?

    /// The corresponding C function is curl_easy_init(3); `nil` when memory is short.
    init?() {
        guard let pointer = resolve_curl_easy_init() else { return nil }
        let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        _ = resolve_curl_set_pointer(pointer, CURLOPT_ERRORBUFFER, errorText)
        self.errorText = errorText
        self.pointer = pointer
    }

    deinit {
        resolve_curl_easy_cleanup(pointer)
        resolve_curl_slist_free_all(headers)
        errorText.deallocate()
    }

    /// What libcurl said of the last error; empty when it said nothing.
    var errorMessage: String {
        String(cString: errorText)
    }

    /// Sets a numeric option; the first option that is refused is kept for ``TransportError``.
    func set(_ option: CURLoption, _ value: Int) throws(TransportError) {
        try check(resolve_curl_set_long(pointer, option, value), option)
    }

    /// Sets an option of 64 bits, whatever the width of C's `long`.
    func set(_ option: CURLoption, large value: Int64) throws(TransportError) {
        try check(resolve_curl_set_large(pointer, option, value), option)
    }

    /// Sets a text option; libcurl keeps a copy.
    func set(_ option: CURLoption, _ value: String) throws(TransportError) {
        try check(resolve_curl_set_text(pointer, option, value), option)
    }

    /// Sets a pointer that must outlive the transfer.
    func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer) throws(TransportError) {
        try check(resolve_curl_set_pointer(pointer, option, value), option)
    }

    /// Sets the bytes of a body, of which libcurl keeps a copy; their count must have been set before.
    func setCopiedBody(_ bytes: [UInt8]) throws(TransportError) {
        var copy = bytes.isEmpty ? [0] : bytes
        let code = copy.withUnsafeMutableBytes { buffer in
            resolve_curl_set_pointer(pointer, CURLOPT_COPYPOSTFIELDS, buffer.baseAddress)
        }
        try check(code, CURLOPT_COPYPOSTFIELDS)
    }

    /// Sets a callback for data.
    func set(_ option: CURLoption, _ callback: @escaping resolve_curl_data_callback) throws(TransportError) {
        try check(resolve_curl_set_callback(pointer, option, callback), option)
    }

    /// Sets the request's header lines.
    mutating func setHeaders(_ lines: [String]) throws(TransportError) {
        for line in lines {
            guard let longer = resolve_curl_slist_append(headers, line) else { throw .outOfMemory }
            headers = longer
        }
        guard let headers else { return }
        try set(CURLOPT_HTTPHEADER, UnsafeMutableRawPointer(headers))
    }

    /// A number of 64 bits that libcurl knows of the transfer.
    func number(_ what: CURLINFO) -> Int64 {
        var value: Int64 = 0
        return resolve_curl_get_large(pointer, what, &value) == CURLE_OK ? value : 0
    }

    /// A number of C's type `long` that libcurl knows of the transfer.
    func count(_ what: CURLINFO) -> Int {
        var value = 0
        return resolve_curl_get_long(pointer, what, &value) == CURLE_OK ? value : 0
    }

    /// A text that libcurl knows of the transfer; empty when it does not.
    func text(_ what: CURLINFO) -> String {
        var value: UnsafePointer<CChar>?
        guard resolve_curl_get_text(pointer, what, &value) == CURLE_OK, let value else { return "" }
        return String(cString: value)
    }

    private func check(_ code: CURLcode, _ option: CURLoption) throws(TransportError) {
        guard code == CURLE_OK else {
            throw .option(Int(option.rawValue), reason: String(cString: resolve_curl_easy_strerror(code)))
        }
    }
}
