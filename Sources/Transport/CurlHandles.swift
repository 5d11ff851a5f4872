import CLibcurl

/// One libcurl easy handle with the memory it points to: its header list and its error text.
///
/// Not copyable: the handle has one owner, and is freed when that owner ends.
struct EasyHandle: ~Copyable {
    /// The C handle, passed to libcurl only.
    let pointer: UnsafeMutableRawPointer
    private let errorText: UnsafeMutablePointer<CChar>
    private var headers: UnsafeMutablePointer<curl_slist>?

    /// The corresponding C function is curl_easy_init(3); `nil` if memory is exhausted.
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

    /// libcurl's message for the last error; empty without one.
    var errorMessage: String {
        String(cString: errorText)
    }

    /// Sets a numeric option.
    func set(_ option: CURLoption, _ value: Int) throws(TransportError) {
        try check(resolve_curl_set_long(pointer, option, value), option)
    }

    /// Sets a 64-bit option, regardless of the width of C's `long`.
    func set(_ option: CURLoption, large value: Int64) throws(TransportError) {
        try check(resolve_curl_set_large(pointer, option, value), option)
    }

    /// Sets a text option, which libcurl copies.
    func set(_ option: CURLoption, _ value: String) throws(TransportError) {
        try check(resolve_curl_set_text(pointer, option, value), option)
    }

    /// Sets a pointer that must outlive the transfer.
    func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer) throws(TransportError) {
        try check(resolve_curl_set_pointer(pointer, option, value), option)
    }

    /// Sets the bytes of a body, which libcurl copies; their count must be set before.
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

    /// A 64-bit number from libcurl about the transfer.
    func number(_ what: CURLINFO) -> Int64 {
        var value: Int64 = 0
        return resolve_curl_get_large(pointer, what, &value) == CURLE_OK ? value : 0
    }

    /// A number of C's type `long` from libcurl about the transfer.
    func count(_ what: CURLINFO) -> Int {
        var value = 0
        return resolve_curl_get_long(pointer, what, &value) == CURLE_OK ? value : 0
    }

    /// A text from libcurl about the transfer; empty if unknown.
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

/// One libcurl multi handle, and the share handle through which its transfers resume TLS sessions.
///
/// It is used on its loop's queue only, except for ``waker``.
final class MultiHandle {
    /// The C multi handle.
    let pointer: UnsafeMutableRawPointer
    /// The C share handle, for TLS sessions and resolved names; the multi handle itself keeps the connections.
    let share: UnsafeMutableRawPointer
    /// Interrupts ``wait(milliseconds:)`` from any thread.
    let waker: Waker

    /// Wakes a waiting loop. It must not outlive the loop; each of its holders also holds the loop.
    struct Waker: Sendable {
        private let address: UInt

        fileprivate init(_ pointer: UnsafeMutableRawPointer) {
            address = UInt(bitPattern: pointer)
        }

        /// The corresponding C function is curl_multi_wakeup(3), which any thread may call.
        func wake() {
            if let pointer = UnsafeMutableRawPointer(bitPattern: address) { resolve_curl_multi_wakeup(pointer) }
        }
    }

    /// The corresponding C functions are curl_multi_init(3) and curl_share_init(3).
    init() throws(TransportError) {
        guard let pointer = resolve_curl_multi_init() else { throw .outOfMemory }
        guard let share = resolve_curl_share_init() else {
            resolve_curl_multi_cleanup(pointer)
            throw .outOfMemory
        }
        // One thread uses the share, so it needs no lock functions.
        _ = resolve_curl_share_set(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION)
        _ = resolve_curl_share_set(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS)
        _ = resolve_curl_multi_set_long(pointer, CURLMOPT_MAXCONNECTS, 32)
        self.pointer = pointer
        self.share = share
        waker = Waker(pointer)
    }

    deinit {
        resolve_curl_multi_cleanup(pointer)
        resolve_curl_share_cleanup(share)
    }

    /// Advances every transfer as far as possible without waiting.
    func perform() -> CURLMcode {
        var running: Int32 = 0
        return resolve_curl_multi_perform(pointer, &running)
    }

    /// Waits for the network or ``Waker/wake()``, for at most `milliseconds`.
    func wait(milliseconds: Int32) -> CURLMcode {
        resolve_curl_multi_poll(pointer, milliseconds)
    }

    /// The next finished transfer, with libcurl's result for it.
    func nextEnded() -> (handle: UnsafeMutableRawPointer, result: CURLcode)? {
        var left: Int32 = 0
        while let message = resolve_curl_multi_info_read(pointer, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle else { continue }
            return (handle, resolve_curl_message_result(message))
        }
        return nil
    }
}

/// A reason why a transfer could not be started.
package enum TransportError: Error, Hashable, Sendable, CustomStringConvertible {
    /// libcurl could not be loaded; holds the message of the loader.
    case library(String)
    /// libcurl returned no handle.
    case outOfMemory
    /// No file could be created for the certificate authorities; holds the system's message.
    case temporaryFile(reason: String)
    /// libcurl refused an option, by its number in curl.h.
    case option(Int, reason: String)
    /// The library was built without HTTP/2.
    case lacksHTTP2

    /// One sentence for the command line.
    package var description: String {
        switch self {
        case .library(let words): "libcurl could not be loaded: \(words)"
        case .temporaryFile(let reason): "no temporary file could be created for the certificate authorities: \(reason)"
        case .outOfMemory: "libcurl is out of memory"
        case .lacksHTTP2: "this machine's libcurl was built without HTTP/2"
        case .option(let number, let reason): "libcurl refused option \(number): \(reason)"
        }
    }
}
