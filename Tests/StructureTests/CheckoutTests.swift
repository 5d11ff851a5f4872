import Foundation
import TestSupport
import Testing

/// What stands in the checkout, besides the code.
struct CheckoutTests {
    @Test func `the top level holds what belongs there`() throws {
        let allowed: Set<String> = [
            "Package.swift", "Sources", "Tests", "Platforms", "Scripts", "findings", "README.md", "Makefile", "LICENSE",
            ".swift-format",
            ".gitignore", ".ci", ".github",
        ]
        let names = Set(try Checkout.paths().map { String($0.prefix { $0 != "/" }) })
        #expect(names.subtracting(allowed).sorted() == [])
    }

    @Test func `no file names a host that packages are fetched from`() throws {
        // In two halves, so that this file does not.
        let hosts = ["debian." + "org", "pypi." + "org", "python" + "hosted.org"]
        let named = try Checkout.paths().filter { path in
            guard let bytes = FileManager.default.contents(atPath: Fixtures.checkout + "/" + path) else { return false }
            let text = String(decoding: bytes, as: UTF8.self)
            return hosts.contains { text.contains($0) }
        }
        #expect(named == [])
    }
}
