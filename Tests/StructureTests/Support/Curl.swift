import TestSupport

/// What curl got: its own exit status, the last reply's status, and the body.
struct Curl {
    let exit: Int32
    let status: Int
    let body: [UInt8]
    let head: String
    let seconds: Double

    /// Fetches one address.
    init(_ url: String, _ arguments: String...) throws {
        let folder = try TemporaryFolder()
        let result = try run(
            "curl",
            ["-s", "--globoff", "-o", folder.file("body"), "-D", folder.file("head"), "-w", "%{http_code}", url]
                + arguments,
            environment: TestEnvironment.clean(home: folder.path), timeoutSeconds: 20)
        exit = result.status
        status = Int(result.output) ?? 0
        body = (try? folder.read("body")) ?? []
        head = String(decoding: (try? folder.read("head")) ?? [], as: UTF8.self)
        seconds = result.seconds
    }
}
