import TestSupport
import Testing

@testable import TaskRunner

struct GitHeadTests {
    @Test func `the commit and the branch of a checkout are read, packed or not`() throws {
        let folder = try TemporaryFolder()
        #expect(GitHead(of: folder.path) == nil)
        func git(_ arguments: String...) throws -> String {
            let name = ["-c", "user.name=x", "-c", "user.email=x@y", "-C", folder.path]
            return try runChecked("git", name + arguments).output.split(separator: "\n").first.map(String.init) ?? ""
        }
        _ = try git("init", "-q", "-b", "side/way")
        #expect(GitHead(of: folder.path)?.branch == "side/way")
        #expect(GitHead(of: folder.path)?.commit == nil)
        _ = try git("commit", "-q", "--allow-empty", "-m", "x")
        let commit = try git("rev-parse", "HEAD")
        #expect(GitHead(of: folder.path)?.commit == commit)
        _ = try git("pack-refs", "--all")
        #expect(GitHead(of: folder.path)?.commit == commit)
        _ = try git("checkout", "-q", "--detach")
        #expect(GitHead(of: folder.path)?.commit == commit)
        #expect(GitHead(of: folder.path)?.branch == nil)
    }
}
