#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What is read of the process around the library: the clock, and who runs it.
enum ProcessFacts {
    /// Seconds since 1970; the corresponding C function is clock_gettime(2).
    static func now() -> Double {
        var time = timespec()
        guard clock_gettime(CLOCK_REALTIME, &time) == 0 else { return 0 }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1_000_000_000
    }

    /// How many processors the system runs on; the corresponding C function is sysconf(3).
    static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    /// The user's number; the corresponding C function is getuid(2).
    static var userID: UInt32 { getuid() }
}
