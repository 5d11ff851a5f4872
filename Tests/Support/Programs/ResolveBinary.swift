import Foundation

/// The built command that the command tests run.
public enum ResolveBinary {
    /// The path of the `resolve` to test.
    ///
    /// `RESOLVE_BINARY` decides (`make test` sets it to the release binary). Without it: the newer one of
    /// `.build/release/resolve` and the debug one that `swift test` has put beside the test bundle.
    public static func path() throws -> String {
        if let path = ProcessInfo.processInfo.environment["RESOLVE_BINARY"] { return path }
        let release = Fixtures.checkout + "/.build/release/resolve"
        let places = folders.map { $0 + "/resolve" } + [release]
        let found = places.compactMap { place in modified(place).map { (place, $0) } }
        guard let newest = found.max(by: { $0.1 < $1.1 }) else {
            throw TestProgramError.notFound(program: "resolve", looked: places)
        }
        return newest.0
    }

    /// The path of another program of this package, which `swift test` has put beside the test bundle.
    public static func product(_ name: String) throws -> String {
        let places = folders.map { $0 + "/" + name }
        guard let found = places.first(where: { modified($0) != nil }) else {
            throw TestProgramError.notFound(program: name, looked: places)
        }
        return found
    }

    /// The folders that may hold the build's products: where the test bundle runs from, and above it.
    private static var folders: [String] {
        var folder = URL(fileURLWithPath: CommandLine.arguments.first ?? ".").deletingLastPathComponent()
        var all = [folder.path, Bundle.main.bundleURL.path]
        for _ in 0..<3 {
            folder.deleteLastPathComponent()
            all.append(folder.path)
        }
        return all
    }

    private static func modified(_ path: String) -> Date? {
        guard FileManager.default.isExecutableFile(atPath: path) else { return nil }
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard attributes?[.type] as? FileAttributeType == .typeRegular else { return nil }
        return attributes?[.modificationDate] as? Date
    }
}
