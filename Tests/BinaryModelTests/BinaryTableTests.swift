import BinaryModel
import PlatformModel
import Testing

/// The rows of `binary-machines.tsv` name what other tables define.
struct BinaryTableTests {
    @Test func `every architecture, level and system of a row is defined`() throws {
        let catalog = try PlatformCatalog.builtIn()
        #expect(catalog.binaryMachines.count > 60)
        for row in catalog.binaryMachines {
            let named = [row.subject, row.architecture].compactMap(\.self)
            #expect(named.allSatisfy { catalog.architecture(named: $0)?.name == $0 }, "\(row)")
            if let level = row.level, let architecture = row.architecture ?? row.subject {
                let levels = catalog.levels(below: level, architecture: architecture)
                #expect(levels.first == level, "\(row)")
            }
            if row.field == .elfSystem || row.field == .peSystem, let system = row.word {
                #expect(catalog.operatingSystem(named: system)?.name == system, "\(row)")
            }
            if case .word(let system) = row.value, row.field == .system {
                #expect(system == "*" || catalog.operatingSystem(named: system)?.name == system, "\(row)")
                #expect(row.word.flatMap(BinaryFormat.init) != nil, "\(row)")
            }
        }
    }

    @Test(arguments: [
        ("cpu\t-\t1\t-\t-\t-\t-\tx", 1), ("elf flags\t-\t1\t-\t-\t-\t-\tx", 3),
        ("webassembly\t-\tone\t-\t-\t-\t-\tx", 3),
        ("mach-o\t-\t1/2/3\t-\t-\t-\t-\tx", 3), ("webassembly\t-\t1\t-\t-\t-\tfails\tx", 7),
    ])
    func `a malformed row is refused at its cell`(row: String, column: Int) {
        let text = "field\tof\tvalue\tarchitecture\tlevel\tword\tfinding\tsource\n\(row)\n"
        let error = #expect(throws: TableError.self) {
            try PlatformCatalog.overlaying([("binary-machines.tsv", text)])
        }
        #expect(error?.location?.line == 2)
        #expect(error?.location?.column == column)
    }
}
