import Foundation
import TestSupport

/// What `Package.swift` says of its targets.
struct Manifest {
    /// One target.
    struct Target {
        let name: String
        let isTest: Bool
        /// The targets of this package it depends on.
        let targets: Set<String>
        /// The products of other packages it depends on.
        let products: Set<String>
    }

    /// The targets in their order.
    let targets: [Target]

    /// Reads the checkout's manifest.
    init() throws {
        let text = try String(contentsOfFile: Fixtures.checkout + "/Package.swift", encoding: .utf8)
        let declaration = /\.(target|executableTarget|testTarget|systemLibrary)\(\s*name: "(\w+)"/
        targets = text.matches(of: declaration).map { match in
            let list = Self.dependencies(in: text[match.range.upperBound...])
            let products = list.matches(of: /\.product\(name: "(\w+)", package: "[\w-]+"\)/)
            let bare = list.replacing(/\.product\([^)]*\)/, with: "")
            return Target(
                name: String(match.2),
                isTest: match.1 == "testTarget" || Self.besideTests.contains(String(match.2)),
                targets: Set(bare.matches(of: /"(\w+)"/).map { String($0.1) }),
                products: Set(products.map { String($0.1) })
            )
        }
    }

    /// The targets of the folder `Tests` that hold no tests.
    private static let besideTests: Set<String> = ["TestSupport", "Benchmarks", "BenchmarkLauncher"]

    /// The dependency list that follows a target's name at once, without its brackets.
    private static func dependencies(in rest: Substring) -> Substring {
        guard let start = rest.prefixMatch(of: /,\s*dependencies: \[/)?.range.upperBound else { return "" }
        return rest[start...].prefix { $0 != "]" }
    }
}
