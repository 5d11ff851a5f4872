import CLibcurl

/// One libcurl multi handle, and the share handle through which its transfers resume TLS sessions.
///
/// It lives on its loop's queue; only ``waker`` goes to other threads.
final class MultiHandle {
    /// The C multi handle.
    let pointer: UnsafeMutableRawPointer
    /// The C share handle: TLS sessions and names; the multi handle itself keeps the connections.
    let share: UnsafeMutableRawPointer
    /// Ends a wait of ``wait(milliseconds:)`` from any thread.
    let waker: Waker

    /// Wakes a loop that waits; it must not be used after the loop's end, and those who hold it hold the loop.
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

    /// Moves every transfer on as far as it goes without waiting.
    func perform() -> CURLMcode {
        var running: Int32 = 0
        return resolve_curl_multi_perform(pointer, &running)
    }

    /// Waits for the network or ``Waker/wake()``, at most `milliseconds`.
    func wait(milliseconds: Int32) -> CURLMcode {
        resolve_curl_multi_poll(pointer, milliseconds)
    }

    /// The next transfer that has ended, with libcurl's result for it.
    func nextEnded() -> (handle: UnsafeMutableRawPointer, result: CURLcode)? {
        var left: Int32 = 0
        while let message = resolve_curl_multi_info_read(pointer, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle else { continue }
            return (handle, resolve_curl_message_result(message))
        }
        return nil
    }
}
