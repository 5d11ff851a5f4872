// `environ` is a variable of the C library: nothing here or below writes it, so that reading it races with nothing.
#if canImport(Glibc)
    @preconcurrency import Glibc
#elseif canImport(Musl)
    @preconcurrency import Musl
#else
    import Darwin
#endif

/// The environment of the process.
enum Environment {
    /// Every variable, by its name; of one that stands twice, the first, as getenv(3) has it.
    ///
    /// The resolver looks at those that CLI.md names, but the helper programs that keep credentials need others: where the
    /// session bus is, which profile of a cloud.
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

    /// The list of variables, which ends with a null pointer. The corresponding C variable is environ(7).
    private static var start: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
        #if canImport(Darwin)
            _NSGetEnviron().pointee
        #else
            environ
        #endif
    }
}
