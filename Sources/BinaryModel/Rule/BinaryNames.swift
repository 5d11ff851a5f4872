import PlatformModel

/// The names that the tables give to the numbers in headers of programs.
package struct BinaryNames: Sendable {
    private let catalog: PlatformCatalog
    private let rows: [BinaryMachine.Field: [BinaryMachine]]

    /// Takes the tables of a catalog; create it once.
    package init(_ catalog: PlatformCatalog) {
        self.catalog = catalog
        rows = Dictionary(grouping: catalog.binaryMachines, by: \.field)
    }

    /// For what a file was built: several answers for a universal Mach-O file, none for a file of no platform.
    package func targets(of binary: Binary) -> [BinaryTarget] {
        switch binary.content {
        case .elf(let file): return [target(of: file)]
        case .pe(let file):
            if let managed = file.managed.value, managed.isPortable { return [] }
            return [target(of: file)]
        case .machO(let slices): return slices.map(target)
        case .webAssembly(let version):
            return [
                BinaryTarget(
                    machine: "WebAssembly version \(version)", architecture: row(.webAssembly, version)?.architecture,
                    offset: 4)
            ]
        case .script, .javaClass, .other, .unknown: return []
        }
    }

    /// The format of the programs of an operating system, which is named canonically.
    func format(ofSystem name: String) -> BinaryFormat? {
        let systems = rows[.system] ?? []
        let row = systems.first { $0.value == .word(name) } ?? systems.first { $0.value == .word("*") }
        return row?.word.flatMap(BinaryFormat.init)
    }

    /// The parts of an ELF file that may state the CPU level that it needs.
    func levelSources(of header: ELFHeader) -> Set<BinaryMachine.Field> {
        guard let architecture = architecture(of: header) else { return [] }
        let fields: [BinaryMachine.Field] = [.x86ISA, .goSetting, .armAttribute]
        return Set(fields.filter { field in rows[field]?.contains { $0.subject == architecture } ?? false })
    }

    private func row(_ field: BinaryMachine.Field, _ number: Int) -> BinaryMachine? {
        rows[field]?.first { $0.value == .number(number) }
    }
}

extension BinaryNames {
    /// The architecture of an ELF file.
    func architecture(of header: ELFHeader) -> String? {
        guard let marked = catalog.architecture(markedBy: header.mark)?.name else { return nil }
        return flagRows(of: marked, header.flags).compactMap(\.architecture).first ?? marked
    }

    private func flagRows(of architecture: String, _ flags: Int) -> [BinaryMachine] {
        (rows[.elfFlags] ?? []).filter { row in
            guard row.subject == architecture, case .masked(let mask, let bits) = row.value else { return false }
            return flags & mask == bits
        }
    }

    private func target(of file: ELFFile) -> BinaryTarget {
        let header = file.header
        let architecture = architecture(of: header)
        let order = header.mark.isLittleEndian ? "little" : "big"
        let marked = catalog.architecture(markedBy: header.mark)?.name ?? ""
        let flags = file.isLinked ? flagRows(of: marked, header.flags) : []
        return BinaryTarget(
            machine: "ELF machine \(header.mark.machine), \(header.mark.bits) bits, \(order)-endian",
            architecture: architecture, offset: ELFHeader.machineOffset,
            level: architecture.flatMap { level(of: file, $0) },
            abi: flags.first { $0.word != nil }.map { BinaryTarget.ABI(name: $0.word ?? "", isUnusual: $0.warns) },
            system: row(.elfSystem, header.osABI)?.word)
    }

    /// The level that a program needs: that of the attributes or of the note, or that of Go, if it is higher or the
    /// only one.
    private func level(of file: ELFFile, _ architecture: String) -> NeededLevel? {
        let stated = attributeLevel(of: file, architecture) ?? noteLevel(of: file, architecture)
        guard let built = goLevel(of: file, architecture) else { return stated }
        guard let stated else { return built }
        return catalog.levels(below: stated.name, architecture: architecture).contains(built.name) ? stated : built
    }

    private func attributeLevel(of file: ELFFile, _ architecture: String) -> NeededLevel? {
        guard case .found(let number, let offset) = file.armArchitecture, let row = row(.armAttribute, number),
            let level = row.level
        else { return nil }
        return NeededLevel(name: level, evidence: .armAttribute(row.word ?? ""), offset: offset)
    }

    private func noteLevel(of file: ELFFile, _ architecture: String) -> NeededLevel? {
        guard case .found(let levels, let offset) = file.isaNeeded else { return nil }
        let named = (rows[.x86ISA] ?? []).filter { row in
            guard case .number(let bit) = row.value else { return false }
            return levels.needed & bit != 0
        }.compactMap(\.level)
        // The baseline proves nothing: the start-up files of C bring it, whatever the rest was compiled for.
        guard
            let highest = named.max(by: {
                catalog.levels(below: $0, architecture: architecture).count
                    < catalog.levels(below: $1, architecture: architecture).count
            }), highest != catalog.architecture(named: architecture)?.baseline
        else { return nil }
        return NeededLevel(name: highest, evidence: .note(loader: file.loader.value), offset: offset)
    }

    private func goLevel(of file: ELFFile, _ architecture: String) -> NeededLevel? {
        guard case .found(let build, let offset) = file.goBuild else { return nil }
        for row in rows[.goSetting] ?? [] where row.subject == architecture {
            guard case .word(let key) = row.value, let text = build.settings[key] else { continue }
            // GOARM=7,softfloat and GOARM64=v8.0,lse have options behind the level.
            let level = catalog.level(
                architecture: architecture, variant: String(text.prefix { $0 != "," }))
            guard !catalog.levels(below: level, architecture: architecture).isEmpty else { continue }
            return NeededLevel(name: level, evidence: .goSetting("\(key)=\(text)"), offset: offset)
        }
        return nil
    }
}

extension BinaryNames {
    private func target(of file: PEFile) -> BinaryTarget {
        let machine = "PE machine 0x" + String(file.machine, radix: 16)
        if let architecture = architecture(peMachine: file.machine) {
            return BinaryTarget(machine: machine, architecture: architecture, offset: file.machineOffset)
        }
        for row in rows[.peSystem] ?? [] {
            guard case .number(let mask) = row.value,
                let architecture = architecture(peMachine: file.machine ^ mask)
            else { continue }
            return BinaryTarget(
                machine: machine, architecture: architecture, offset: file.machineOffset, system: row.word)
        }
        return BinaryTarget(machine: machine, architecture: nil, offset: file.machineOffset)
    }

    private func architecture(peMachine: Int) -> String? {
        catalog.architecture(peMachine: peMachine)?.name ?? row(.pe, peMachine)?.architecture
    }

    private func target(of slice: MachOSlice) -> BinaryTarget {
        let machine = "Mach-O CPU type 0x" + String(slice.cpuType, radix: 16)
        let exact = rows[.machO]?.first { $0.value == .pair(slice.cpuType, slice.cpuSubtype) }
        let row = exact ?? row(.machO, slice.cpuType)
        return BinaryTarget(
            machine: "\(machine), subtype \(slice.cpuSubtype)", architecture: row?.architecture, offset: slice.offset,
            level: row.flatMap { row in
                row.level.map {
                    NeededLevel(name: $0, evidence: .subtype(row.word ?? ""), offset: slice.offset)
                }
            })
    }
}
