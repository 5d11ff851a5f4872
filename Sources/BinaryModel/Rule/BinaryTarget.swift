/// For what a program was built.
package struct BinaryTarget: Hashable, Sendable {
    /// An ABI, by its name.
    package struct ABI: Hashable, Sendable {
        /// The name.
        package let name: String
        /// Whether hardly any system of the architecture has it.
        package let isUnusual: Bool
    }

    /// The numbers in the header, for people.
    package let machine: String
    /// The architecture, by the name that image indexes use; `nil` if the tables do not have the machine.
    package let architecture: String?
    /// The offset of the machine number in the file.
    package let offset: UInt64
    /// The CPU level that the program needs; `nil` if nothing states one.
    package let level: NeededLevel?
    /// The ABI in the flags of an ELF file.
    package let abi: ABI?
    /// The operating system that the header names; most name none.
    package let system: String?

    init(
        machine: String, architecture: String?, offset: UInt64, level: NeededLevel? = nil, abi: ABI? = nil,
        system: String? = nil
    ) {
        self.machine = machine
        self.architecture = architecture
        self.offset = offset
        self.level = level
        self.abi = abi
        self.system = system
    }

    /// The architecture and the level, or the numbers in the header.
    package var name: String {
        guard let architecture else { return machine }
        return level.map { "\(architecture)/\($0.name)" } ?? architecture
    }
}

/// A CPU level that a program needs.
package struct NeededLevel: Hashable, Sendable {
    /// What states the level.
    package enum Evidence: Hashable, Sendable {
        /// The GNU property note; `loader` is the path of the program's loader.
        case note(loader: String?)
        /// A setting in Go's build information.
        case goSetting(String)
        /// Tag_CPU_arch, by the name that its specification gives to the value.
        case armAttribute(String)
        /// The CPU subtype of a Mach-O file, by its name.
        case subtype(String)

        /// Whether the program checks the level when it starts, and stops.
        ///
        /// glibc's loader checks the note; musl's does not, and a static program has no loader.
        package var isChecked: Bool {
            switch self {
            case .note(let loader?): !(loader.split(separator: "/").last ?? "").hasPrefix("ld-musl")
            case .goSetting: true
            case .note(nil), .armAttribute, .subtype: false
            }
        }
    }

    /// The level, in canonical spelling.
    package let name: String
    /// What states the level.
    package let evidence: Evidence
    /// The offset of the statement in the file.
    package let offset: UInt64
}

extension NeededLevel.Evidence: CustomStringConvertible {
    /// What states the level, for people.
    package var description: String {
        switch self {
        case .note(nil): "the note of a static program"
        case .note: "the note that its loader checks"
        case .goSetting(let setting): "Go's setting \(setting)"
        case .armAttribute(let name): "Tag_CPU_arch \(name)"
        case .subtype(let name): "the CPU subtype \(name)"
        }
    }
}

/// A format of programs, as `binary-machines.tsv` names it.
package enum BinaryFormat: String, Hashable, Sendable {
    case elf
    case pe
    case machO = "mach-o"
    case webAssembly = "webassembly"

    /// The name, for people.
    package var name: String {
        switch self {
        case .elf: "ELF"
        case .pe: "PE"
        case .machO: "Mach-O"
        case .webAssembly: "WebAssembly"
        }
    }
}
