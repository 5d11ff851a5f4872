import Foundation

/// Another process of this test program, which does one piece of work on a store, and may be killed over it.
struct ChildProcess {
    /// What the other process is to do.
    enum Work: Hashable {
        /// Fetch a blob, slowly, and list it.
        case fetch
        /// List an image of this number.
        case list(Int)
    }

    private static let workVariable = "RESOLVE_STORE_CHILD_WORK"
    private static let rootVariable = "RESOLVE_STORE_CHILD_ROOT"

    private let process = Process()

    /// What this process was started for, and where its store is; `nil` in the process that runs the tests.
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

    /// Kills the process with SIGKILL, and waits until it is gone.
    func kill() {
        _ = Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Whether the process still runs.
    var isRunning: Bool { process.isRunning }

    /// Waits for the process, and says whether its work succeeded.
    func succeeds() -> Bool {
        process.waitUntilExit()
        return process.terminationReason == .exit && process.terminationStatus == 0
    }
}
