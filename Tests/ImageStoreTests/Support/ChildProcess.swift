import Foundation

/// Another process of this test program, which performs one task on a store and may be killed during it.
struct ChildProcess {
    /// The task of the other process.
    enum Work: Hashable {
        /// Download a blob slowly, and add it to the index.
        case fetch
        /// Add the image with this number to the index.
        case list(Int)
    }

    private static let workVariable = "RESOLVE_STORE_CHILD_WORK"
    private static let rootVariable = "RESOLVE_STORE_CHILD_ROOT"

    private let process = Process()

    /// The task of this process and its store; `nil` in the process that runs the tests.
    static var own: (work: Work, root: String)? {
        let environment = ProcessInfo.processInfo.environment
        guard let text = environment[workVariable], let root = environment[rootVariable] else { return nil }
        return (Int(text).map { .list($0) } ?? .fetch, root)
    }

    /// Starts a process that runs the one test of ``ChildWork``.
    init(_ work: Work, root: String) throws {
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = ["--testing-library", "swift-testing", "--filter", "ChildWork"]
        var environment = ProcessInfo.processInfo.environment
        environment[Self.rootVariable] = root
        switch work {
        case .fetch: environment[Self.workVariable] = "fetch"
        case .list(let number): environment[Self.workVariable] = "\(number)"
        }
        process.environment = environment
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    /// Kills the process with SIGKILL, and waits for its end.
    func kill() {
        _ = Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Whether the process still runs.
    var isRunning: Bool { process.isRunning }

    /// Waits for the process, and returns whether its task succeeded.
    func succeeds() -> Bool {
        process.waitUntilExit()
        return process.terminationReason == .exit && process.terminationStatus == 0
    }
}
