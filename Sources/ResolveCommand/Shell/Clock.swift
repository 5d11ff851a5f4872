#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The time since some moment, for speeds and pauses.
enum Clock {
    /// Milliseconds of a clock that does not run backwards.
    ///
    /// The corresponding C function is clock_gettime(2) with `CLOCK_MONOTONIC`.
    static func milliseconds() -> Int64 {
        var time = timespec()
        guard clock_gettime(CLOCK_MONOTONIC, &time) == 0 else { return 0 }
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
