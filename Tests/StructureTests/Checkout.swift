import Foundation
import TestSupport

/// The files of the checkout.
enum Checkout {
    /// The paths that the repository holds or would hold, ignored ones left out; sorted.
    static func paths() throws -> [String] {
        let folder = Fixtures.checkout
        let tracked = try run(
            "git", ["-C", folder, "ls-files", "--cached", "--others", "--exclude-standard"])
        // An unpacked archive has no repository: there the files themselves are the list.
        guard tracked.status == 0 else {
            let built = [".git", ".build", ".demo", ".bench", "Package.resolved"]
            return try FileManager.default.subpathsOfDirectory(atPath: folder)
                .filter { path in !built.contains { path.hasPrefix($0 + "/") || path == $0 } }.sorted()
        }
        let names = tracked.output.split(separator: "\n").map(String.init)
        return names.filter { FileManager.default.fileExists(atPath: folder + "/" + $0) }.sorted()
    }

    /// The Swift files of the package, read once.
    static func swiftFiles() throws -> [SourceFile] {
        try readFiles.get()
    }

    private static let readFiles = Result {
        let folders = ["Sources/", "Platforms/", "Tests/"]
        return try paths()
            .filter { path in path.hasSuffix(".swift") && folders.contains { path.hasPrefix($0) } }
            .map { try SourceFile($0) }
    }
}
