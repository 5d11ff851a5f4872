import TestSupport
import Testing

/// What the built program asks of the system it starts on. README, "What the binary needs", says the same.
struct BinaryNeedsTests {
    /// The oldest glibc that is promised: RHEL 9, Amazon Linux 2023 and Ubuntu 22.04 have it or a newer one.
    private static let oldest = [2, 34]

    private func headers() throws -> String {
        let result = try run("objdump", ["-p", ResolveBinary.path()])
        #expect(result.status == 0, "\(result.errors)")
        return result.output
    }

    @Test func `no symbol is newer than glibc 2.34`() throws {
        let versions = try headers().matches(of: /GLIBC_([0-9]+(?:\.[0-9]+)*)/).map { match in
            match.1.split(separator: ".").compactMap { Int($0) }
        }
        #expect(!versions.isEmpty, "a program that needs no glibc at all is another program")
        let newer = Set(versions.filter { Self.oldest.lexicographicallyPrecedes($0) })
        #expect(newer.isEmpty, "\(newer)")
    }

    @Test func `relocations are not packed, which glibc reads since 2.36 only`() throws {
        let headers = try headers()
        #expect(!headers.contains("GLIBC_ABI_DT_RELR"))
        #expect(!headers.contains(" RELR "))
    }

    @Test func `the libraries that are loaded with the program are those of every system`() throws {
        let needed = try headers().matches(of: /NEEDED +(\S+)/).map { String($0.1) }
        let everywhere: Set<String> = [
            "libc.so.6", "libm.so.6", "libgcc_s.so.1", "libstdc++.so.6", "ld-linux-x86-64.so.2",
        ]
        // A debug build is linked with the Swift runtime's own shared libraries.
        let others = needed.filter { !everywhere.contains($0) && !$0.contains("wift") && !$0.contains("oundation") }
        #expect(others.filter { !["libdispatch.so", "libBlocksRuntime.so"].contains($0) } == [])
    }
}
