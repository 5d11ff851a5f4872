import Foundation
import TestSupport
import Testing

/// `resolve check` on trees of real packages, and on such trees with one fault each.
struct RealTreeTests {
    /// The output of `check --json`, as far as these tests look at it.
    private struct Report: Decodable {
        struct Platform: Decodable {
            let findings: [Finding]
        }

        struct Finding: Decodable {
            let severity: String
            let kind: String
            let path: String?
            let message: String
        }

        let platforms: [Platform]

        func findings(_ severity: String) -> [Finding] {
            platforms.flatMap(\.findings).filter { $0.severity == severity }
        }
    }

    /// EI_CLASS and e_machine of what runs on Debian's architectures, their own code first (ELF, "Machine").
    private static let machines: [String: [ForeignPrograms.Machine]] = [
        "amd64": [.init(bits: 2, number: 62), .init(bits: 1, number: 3)],
        "arm64": [.init(bits: 2, number: 183), .init(bits: 1, number: 40)],
        "armhf": [.init(bits: 1, number: 40)], "armel": [.init(bits: 1, number: 40)],
        "i386": [.init(bits: 1, number: 3)], "mips64el": [.init(bits: 2, number: 8)],
        "ppc64el": [.init(bits: 2, number: 21)], "s390x": [.init(bits: 2, number: 22)],
    ]

    @Test(arguments: RealTrees.trees)
    func `a tree of real packages passes, and only programs of other machines are warned of`(
        tree: RealTrees.Tree
    ) throws {
        let trees = try RealTrees.shared.get()
        let result = try Resolve().run("check", "--json", trees.image(tree.name))
        #expect(result.status == 0, "\(result.errors)")
        let report = try JSONDecoder().decode(Report.self, from: Data(result.stdout))
        #expect(report.findings("failure").isEmpty)
        let machines = try #require(Self.machines[tree.architecture])
        let foreign = try tree.packages.flatMap { package in
            try ForeignPrograms.paths(in: trees.tar(package, tree.architecture), besides: machines)
        }
        for warning in report.findings("warning") {
            let path = try #require(warning.path, "\(warning.message)")
            #expect(foreign.contains { "/" + $0 == path }, "\(path): \(warning.message)")
        }
        #expect(report.findings("warning").isEmpty == foreign.isEmpty, "\(foreign.prefix(3))")
    }

    @Test(arguments: PlantedFault.all)
    func `a planted fault is found where it is`(fault: PlantedFault) throws {
        let trees = try RealTrees.shared.get()
        let result = try Resolve().run("check", "--json", trees.image(fault.tag))
        #expect(result.status == 4, "\(result.errors)")
        let report = try JSONDecoder().decode(Report.self, from: Data(result.stdout))
        let failures = report.findings("failure")
        #expect(failures.count == 1)
        #expect(failures.first?.kind == "start")
        #expect(failures.first?.path == fault.path)
        let sentence = failures.first.map { "\($0.path ?? ""): \($0.message)" } ?? ""
        #expect(sentence.contains(fault.word), "\(sentence)")
    }

    @Test func `there are forty trees and twenty-five faults`() {
        #expect(RealTrees.trees.count >= 40)
        #expect(PlantedFault.all.count >= 25)
        #expect(
            Set(RealTrees.trees.map(\.name) + PlantedFault.all.map(\.name)).count == RealTrees.trees.count
                + PlantedFault.all.count)
    }
}
