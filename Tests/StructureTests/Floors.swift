/// The house: which floor each target stands on.
///
/// A target may import what stands below it, never its own floor or a higher one.
enum Floors {
    /// The floor of each target under `Sources`, and of the tables.
    static let floor: [String: Int] = [
        "ResolveCommand": 10,
        "CommandRendering": 9,
        "RegistryServer": 9,
        "ImageResolver": 8, "TaskRunner": 8,
        "LayerUnpacking": 7,
        "RegistryClient": 6, "ImageArchive": 6, "LayerReading": 6, "EngineClient": 6, "ContainerdClient": 6,
        "HostProbe": 5, "Transport": 5, "ImageStore": 5, "ClientConfiguration": 5,
        "MirrorModel": 4, "StartModel": 4,
        "RegistryProtocol": 3, "ClientModel": 3, "LayerModel": 3, "PinModel": 3,
        "ImageModel": 2, "BinaryModel": 2,
        "PlatformModel": 1, "ProgramRunner": 1, "YAMLParsing": 1,
        "PlatformTables": 0, "ErrorMapping": 0, "Scheduling": 0, "SystemFiles": 0,
        "CLibcurl": 0, "CLibarchive": 0, "CLibyaml": 0, "CLibcrypto": 0, "CLibisal": 0, "CLibz": 0,
        "CLibzstd": 0, "CHostProbe": 0, "CFileSystem": 0, "CFileTree": 0,
        "CLazyLibrary": 0,
    ]

    /// The targets that do no I/O and read no clock, environment or random number.
    static let pure = [
        "PlatformModel", "ImageModel", "BinaryModel", "LayerModel", "RegistryProtocol", "ClientModel", "StartModel",
        "PinModel", "MirrorModel",
    ]

    /// All that a pure target may import.
    static let pureImports: Set<String> = [
        "PlatformModel", "ImageModel", "BinaryModel", "LayerModel", "RegistryProtocol", "ClientModel", "StartModel",
        "PinModel", "MirrorModel", "PlatformTables", "ErrorMapping",
        "FoundationEssentials",
    ]

    /// Modules of the toolchain and the system, which any target that is not pure may import.
    static let system: Set<String> = [
        "Dispatch", "Glibc", "Musl", "Darwin", "Synchronization", "FoundationEssentials", "Foundation", "Swift",
    ]

    /// Files that may hold an architecture's name as text, each with its reason.
    static let architectureNamesAllowed: [String: String] = [
        "Sources/HostProbe/": "it names what this very program was built for",
        "Sources/PlatformModel/Detection/": "it reads what machines call themselves",
    ]
}
