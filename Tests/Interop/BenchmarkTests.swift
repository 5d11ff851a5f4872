import Foundation
import TestSupport
import Testing

/// What `make bench` runs, as quick as it goes.
@Suite(.enabled(if: BenchmarkPrograms.areThere, "docker-registry, skopeo or curl is not installed: run 'make setup'"))
struct BenchmarkTests {
    @Test func `one round of small images ends with reports, a chart and the README's part`() throws {
        let folder = try TemporaryFolder()
        let work = try TemporaryFolder()
        let result = try bench("--quick", "--output", folder.path, "--memory", work.path, in: work)
        #expect(result.status == 0, "\(result.errors)")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(names == ["chart.svg", "readme.md", "report.json", "report.md"])
        let report = String(decoding: try folder.read("report.md"), as: UTF8.self)
        #expect(report.contains("| small, loopback "))
        #expect(report.contains("| skopeo copy "))
        #expect(!report.contains("| resolve -o containerd | missing: this resolve"))
        let chart = String(decoding: try folder.read("chart.svg"), as: UTF8.self)
        #expect(chart.contains(">resolve -o rootfs:DIR</text>"))
        #expect(chart.hasSuffix("</svg>\n"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: work.path) == [])
    }

    @Test func `an invalid request causes one sentence on stderr`() throws {
        let work = try TemporaryFolder()
        let result = try bench("--cases", "none", in: work)
        #expect(result.status == 1)
        #expect(result.errors == "benchmarks: no scenario has one of none in its name\n")
        #expect(result.output == "")
    }

    private func bench(_ arguments: String..., in work: TemporaryFolder) throws -> ProgramResult {
        let settings = try ["RESOLVE_BINARY": ResolveBinary.path(), "TMPDIR": work.path]
        return try run(
            ResolveBinary.product("Benchmarks"), arguments,
            environment: TestEnvironment.clean(home: work.path, adding: settings), directory: work.path,
            timeoutSeconds: 300)
    }
}

/// What the benchmarks cannot do without.
private enum BenchmarkPrograms {
    /// Whether all of it is installed.
    static let areThere = ["docker-registry", "skopeo", "curl"].allSatisfy { (try? run($0, ["--version"])) != nil }
}
