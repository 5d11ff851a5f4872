#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// One of the two streams that the program writes.
struct StandardStream: Sendable {
    /// Results.
    static let output = StandardStream(descriptor: 1, name: "stdout")
    /// Everything else.
    static let error = StandardStream(descriptor: 2, name: "stderr")

    /// Keeps the places of streams that the caller has closed, so that no file of ours is opened there and written to by
    /// mistake.
    ///
    /// What stands there instead reads as empty, and refuses to be written. The corresponding C functions are fcntl(2) and
    /// open(2).
    static func holdPlaces() {
        for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) < 0 {
            // The lowest free number is given: those below are taken by now.
            _ = open("/dev/null", O_RDONLY)
        }
    }

    /// The file descriptor.
    let descriptor: Int32
    /// The name that errors use.
    let name: String

    /// Writes all of `bytes`, unless nobody reads any more.
    ///
    /// The corresponding C function is write(2). A broken pipe is the reader's decision, not an error.
    func write(_ bytes: some Collection<UInt8>) throws(StreamError) {
        var rest = ContiguousArray(bytes)[...]
        while !rest.isEmpty {
            let (count, code) = rest.withUnsafeBytes { buffer in
                let written = systemWrite(descriptor, buffer.baseAddress, buffer.count)
                return (written, written < 0 ? errno : 0)
            }
            switch code {
            case 0: rest = rest.dropFirst(count)
            case EINTR: continue
            case EAGAIN: waitUntilWritable()
            case EPIPE: return
            default: throw StreamError(stream: name, code: code)
            }
        }
    }

    /// Writes a text as UTF-8.
    func write(_ text: String) throws(StreamError) {
        try write(Array(text.utf8))
    }

    /// Waits for a reader: someone else has made the stream non-blocking.
    private func waitUntilWritable() {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&request, 1, 1_000)
    }
}

/// The C function, which the method of the same name hides.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
