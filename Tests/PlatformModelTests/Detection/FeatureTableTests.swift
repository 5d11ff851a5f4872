import Foundation
import TestSupport
import Testing

@testable import PlatformModel

/// cpu-features.tsv: the probes that show each feature.
@Suite struct FeatureTableTests {
    private static let header = "proof\tprobe\torder\tbit\tfeature\tneeds\tsource\n"

    private static func rows(of text: String) throws(TableError) -> [CPUFeatureRow] {
        try KeyedRows<CPUFeatureRow>([TableFile(name: "cpu-features.tsv", bytes: Array(text.utf8))]).entries
    }

    @Test func `the built-in table is the one in the folder`() throws {
        let text = try String(contentsOfFile: Fixtures.checkout + "/Platforms/cpu-features.tsv", encoding: .utf8)
        let rows = try Self.rows(of: text)
        #expect(rows == builtIn.cpuFeatures)
        #expect(rows.count > 150)
    }

    @Test func `a row of an overlay changes a level`() throws {
        let row = Self.header + "cpuflags\tcpuid.1.ecx\t1\t0\tsse3\tnever\tthis test\n"
        let catalog = try PlatformCatalog.overlaying([("cpu-features.tsv", row)])
        let report = try #require(catalog.namedHost("github-runner-amd64")).recording()
        #expect(HostDetection(catalog: builtIn).report(on: report).host.platform.variant != nil)
        #expect(HostDetection(catalog: catalog).report(on: report).host.platform.variant == nil)
    }

    @Test func `every feature that a level needs has a row`() throws {
        let catalog = try PlatformCatalog.builtIn()
        for level in catalog.architectures.flatMap({ catalog.levels(of: $0.name) }) {
            for group in FeatureLevels.groups {
                for feature in level.proof.features(of: group) {
                    #expect(
                        builtIn.cpuFeatures.contains { $0.proof == group && $0.feature == feature && $0.order == 1 },
                        "\(level.architecture)/\(level.name) asks for \(feature)")
                }
            }
        }
    }

    @Test func `everything that a feature needs is a feature itself`() {
        for row in builtIn.cpuFeatures {
            for need in row.needs {
                #expect(
                    builtIn.cpuFeatures.contains { $0.proof == row.proof && $0.feature == need },
                    "\(row.feature) needs \(need)")
            }
        }
    }

    @Test(arguments: [
        (
            header + "cpuflags\tcpuid.1.ecx\t1\t0\tsse3\t-\n",
            "cpu-features.tsv line 2 column 7: the row has 6 cells, not 7"
        ),
        (
            header + "# a remark\nmagic\tcpuid.1.ecx\t1\t0\tsse3\t-\tSDM\n",
            "cpu-features.tsv line 3 column 1 (proof): 'magic' is not a probe of levels.tsv"
        ),
        (
            header + "cpuflags\tcpuid.1.ecx\tfirst\t0\tsse3\t-\tSDM\n",
            "cpu-features.tsv line 2 column 3 (order): 'first' is not a number"
        ),
        (
            header + "cpuflags\tcpuid.1.ecx\t1\t0\t-\t-\tSDM\n",
            "cpu-features.tsv line 2 column 5 (feature): the cell is empty"
        ),
    ])
    func `an error in the table names line and column`(text: String, sentence: String) {
        let error = #expect(throws: TableError.self) {
            try Self.rows(of: text)
        }
        #expect(error?.description == sentence)
    }

    @Test func `features that need each other do not loop forever`() throws {
        let text = Self.header + "cpuflags\tcpuid.1.ecx\t1\t0\ta\tb\tSDM\ncpuflags\tcpuid.1.ecx\t1\t1\tb\ta\tSDM\n"
        let rows = try Self.rows(of: text)
        let evidence = FeatureEvidence(
            Recording(os: "linux", probes: ["cpuid.1.ecx": .text("0x3")]), group: .cpuflags, rows: rows)
        #expect(evidence.answer(to: "a") == .present)
    }

    @Test(
        arguments: [
            ("rv64imafdc", ["i", "m", "a", "f", "d", "c"]),
            ("rv64gc_zba", ["g", "c", "i", "m", "a", "f", "d", "zicsr", "zifencei", "zba"]),
            ("RV64IMA_Zicsr", ["i", "m", "a", "zicsr"]),
            ("rv32imczba_zbb", ["i", "m", "c", "zba", "zbb"]),
            ("rv64_", nil), ("rv64", nil), ("aarch64", nil), ("", nil),
        ] as [(String, [String]?)])
    func `an ISA string is split into extensions`(text: String, expected: [String]?) {
        #expect(ISAString(parsing: text)?.extensions == expected)
    }
}
