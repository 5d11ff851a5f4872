#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Facts about the process and its machine: the clock, the processors, and the user.
enum ProcessFacts {
    /// Seconds since 1970; the corresponding C function is clock_gettime(2).
    static func now() -> Double {
        var time = timespec()
        guard clock_gettime(CLOCK_REALTIME, &time) == 0 else { return 0 }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1_000_000_000
    }

    /// The number of online processors; the corresponding C function is sysconf(3).
    static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    /// The ID of the user; the corresponding C function is getuid(2).
    static var userID: UInt32 { getuid() }
}
