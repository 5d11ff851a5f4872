import ImageResolver

// `environ` is a variable of the C library. This program never modifies it, so reading it is free of races.
#if canImport(Glibc)
    @preconcurrency import Glibc
#elseif canImport(Musl)
    @preconcurrency import Musl
#else
    import Darwin
#endif

/// The environment of the process.
enum Environment {
    /// Every variable by name; of duplicates, the first, like getenv(3).
    ///
    /// The resolver reads only the variables that the help names, but credential helpers need others, such as the address of
    /// the session bus or a cloud profile.
    static func snapshot() -> [String: String] {
        var variables: [String: String] = [:]
        guard var entry = start else { return [:] }
        while let text = entry.pointee {
            let line = String(cString: text)
            entry += 1
            guard let equals = line.dropFirst().firstIndex(of: "=") else { continue }
            let name = String(line[..<equals])
            if variables[name] == nil { variables[name] = String(line[line.index(after: equals)...]) }
        }
        return variables
    }

    /// The null-terminated list of variables. The corresponding C variable is environ(7).
    private static var start: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
        #if canImport(Darwin)
            _NSGetEnviron().pointee
        #else
            environ
        #endif
    }
}

extension ResolverOptions {
    /// The defaults, with the environment of the process.
    static func withProcessEnvironment() -> ResolverOptions {
        var options = ResolverOptions()
        options.environment = Environment.snapshot()
        return options
    }
}
