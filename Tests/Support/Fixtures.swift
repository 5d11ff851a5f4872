import Foundation

/// The files under `Tests/Fixtures`, found from this file's own place in the checkout.
public enum Fixtures {
    /// The folder `Tests/Fixtures`; `RESOLVE_FIXTURES` replaces it.
    public static var root: String {
        if let path = ProcessInfo.processInfo.environment["RESOLVE_FIXTURES"] { return path }
        return URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures").path
    }

    /// The folder of the checkout: where `Package.swift` stands.
    public static var checkout: String {
        URL(fileURLWithPath: root).deletingLastPathComponent().deletingLastPathComponent().path
    }

    /// The bytes of one fixture, by its path under ``root``.
    public static func bytes(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: root).appendingPathComponent(path)))
    }

    /// The task that the multi-architecture guide prints, as it prints it, mistakes included.
    public static func guideTask() throws -> String {
        try text("documents/tasks/acr-task-from-the-guide.yaml")
    }

    /// The text of one fixture, by its path under ``root``.
    public static func text(_ path: String) throws -> String {
        String(decoding: try bytes(path), as: UTF8.self)
    }
}
