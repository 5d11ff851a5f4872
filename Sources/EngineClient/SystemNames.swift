#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The names of users and groups, or their numbers where they have none.
enum SystemNames {
    /// The corresponding C function is getpwuid_r(3).
    static func nameOfUser(_ number: uid_t) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: bufferSize) { buffer in
            var (entry, found) = (passwd(), UnsafeMutablePointer<passwd>?.none)
            guard let base = buffer.baseAddress, getpwuid_r(number, &entry, base, buffer.count, &found) == 0,
                found != nil, let name = entry.pw_name
            else { return String(number) }
            return String(cString: name)
        }
    }

    /// The corresponding C function is getgrgid_r(3).
    static func nameOfGroup(_ number: gid_t) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: bufferSize) { buffer in
            var (entry, found) = (group(), UnsafeMutablePointer<group>?.none)
            guard let base = buffer.baseAddress, getgrgid_r(number, &entry, base, buffer.count, &found) == 0,
                found != nil, let name = entry.gr_name
            else { return String(number) }
            return String(cString: name)
        }
    }

    private static let bufferSize = 16 << 10
}
