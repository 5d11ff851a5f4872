// swift-tools-version: 6.1
import PackageDescription

/// What every Swift target is built with.
let strict: [SwiftSetting] = [.swiftLanguageMode(.v6), .enableUpcomingFeature("ExistentialAny")]

/// What the targets above TOMLKit are built with: it imports Foundation, whose members would else hide the standard library's.
let sealed = strict + [.enableUpcomingFeature("MemberImportVisibility")]

let package = Package(
    name: "resolve",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "resolve", targets: ["ResolveCommand"]),
        .library(name: "ImageResolver", targets: ["ImageResolver"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
        .package(url: "https://github.com/grpc/grpc-swift-2", from: "2.4.3"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
        .package(url: "https://github.com/grpc/grpc-swift-protobuf", from: "2.4.1"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        // `make docs` only: no target depends on it.
        .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
    ],
    targets: [
        // Floor 9: the command.
        .executableTarget(
            name: "ResolveCommand",
            dependencies: [
                "CommandRendering", "RegistryServer", "TaskRunner", "ImageResolver", "HostProbe", "ImageModel",
                "PlatformModel", "SystemFiles", "ErrorMapping",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: sealed
        ),
        // Floor 8.
        .target(
            name: "CommandRendering",
            dependencies: [
                "ImageResolver", "TaskRunner", "EngineClient", "MirrorModel", "ClientModel", "StartModel", "PinModel",
                "LayerModel", "RegistryProtocol", "ImageModel", "PlatformModel", "ErrorMapping",
            ],
            swiftSettings: sealed
        ),
        .target(
            name: "RegistryServer",
            dependencies: [
                "ImageStore", "ImageModel", "SystemFiles", "ErrorMapping",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),
        // Floor 7: the façade, and tasks.
        .target(
            name: "ImageResolver",
            dependencies: [
                "LayerUnpacking", "ContainerdClient", "ImageArchive", "LayerReading", "EngineClient",
                "RegistryClient", "HostProbe", "Transport",
                "ImageStore",
                "ClientConfiguration", "MirrorModel", "ClientModel", "StartModel", "PinModel", "LayerModel",
                "BinaryModel", "RegistryProtocol", "ImageModel", "PlatformModel", "YAMLParsing", "Scheduling",
                "SystemFiles", "ErrorMapping",
            ],
            swiftSettings: sealed
        ),
        .target(
            name: "TaskRunner",
            dependencies: [
                "ImageModel", "PlatformModel", "ProgramRunner", "YAMLParsing", "Scheduling", "SystemFiles",
                "ErrorMapping",
            ],
            swiftSettings: strict),
        // Floor 6: from layers to trees.
        .target(
            name: "LayerUnpacking",
            dependencies: ["LayerReading", "ImageStore", "LayerModel", "CFileTree"],
            swiftSettings: strict),
        // Floor 5: the transfer engine, archives and layers, and the engines of this machine.
        .target(
            name: "RegistryClient",
            dependencies: [
                "Transport", "ImageStore", "RegistryProtocol", "ImageModel", "Scheduling", "ErrorMapping",
            ],
            swiftSettings: strict
        ),
        .target(
            name: "ImageArchive", dependencies: ["ImageStore", "ImageModel", "ErrorMapping", "CLibarchive"],
            swiftSettings: strict),
        .target(
            name: "LayerReading",
            dependencies: [
                "ImageStore", "LayerModel", "BinaryModel", "ImageModel", "ErrorMapping", "CLibarchive", "CLibisal",
                "CLibz", "CLibzstd",
            ],
            swiftSettings: strict),
        .target(
            name: "EngineClient",
            dependencies: [
                "Transport", "RegistryProtocol", "ImageModel", "PlatformModel", "Scheduling", "SystemFiles",
            ],
            swiftSettings: strict),
        .target(
            name: "ContainerdClient",
            dependencies: [
                "ImageModel", "Scheduling",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                .product(name: "NIOHPACK", package: "swift-nio-http2"),
                .product(name: "GRPCCore", package: "grpc-swift-2"),
                .product(name: "GRPCProtobuf", package: "grpc-swift-protobuf"),
                .product(name: "SwiftProtobuf", package: "swift-protobuf"),
            ],
            exclude: ["Definitions"],
            swiftSettings: strict),
        // Floor 4: each speaks to one part of the world.
        .target(
            name: "HostProbe", dependencies: ["PlatformModel", "ErrorMapping", "CHostProbe"], swiftSettings: strict),
        .target(
            name: "Transport", dependencies: ["RegistryProtocol", "Scheduling", "CLibcurl"], swiftSettings: strict),
        .target(
            name: "ImageStore",
            dependencies: [
                "ImageModel", "PlatformModel", "Scheduling", "ErrorMapping", "CLibcrypto", "CFileSystem",
            ],
            swiftSettings: strict
        ),
        .target(
            name: "ClientConfiguration",
            dependencies: [
                "MirrorModel", "RegistryProtocol", "ImageModel", "ProgramRunner", "YAMLParsing", "Scheduling",
                "SystemFiles", "ErrorMapping",
                .product(name: "TOMLKit", package: "TOMLKit"),
            ],
            swiftSettings: strict
        ),
        // Floors 3, 2, 1: pure.
        .target(
            name: "MirrorModel", dependencies: ["RegistryProtocol", "ImageModel", "ErrorMapping"], swiftSettings: strict
        ),
        .target(name: "RegistryProtocol", dependencies: ["ImageModel", "ErrorMapping"], swiftSettings: strict),
        .target(name: "ClientModel", dependencies: ["ImageModel", "PlatformModel"], swiftSettings: strict),
        .target(
            name: "StartModel", dependencies: ["LayerModel", "BinaryModel", "ImageModel", "PlatformModel"],
            swiftSettings: strict),
        .target(name: "LayerModel", dependencies: ["BinaryModel"], swiftSettings: strict),
        .target(name: "PinModel", dependencies: ["ImageModel", "PlatformModel"], swiftSettings: strict),
        .target(name: "ImageModel", dependencies: ["PlatformModel", "ErrorMapping"], swiftSettings: strict),
        .target(name: "BinaryModel", dependencies: ["PlatformModel"], swiftSettings: strict),
        .target(name: "PlatformModel", dependencies: ["PlatformTables"], swiftSettings: strict),
        // Floor 1: programs, and YAML.
        .target(
            name: "ProgramRunner",
            dependencies: ["Scheduling", .product(name: "Subprocess", package: "swift-subprocess")],
            swiftSettings: strict),
        .target(name: "YAMLParsing", dependencies: ["CLibyaml"], swiftSettings: strict),
        // Floor 0: data, system calls and C.
        .target(
            name: "PlatformTables",
            path: "Platforms",
            exclude: ["README.md"],
            resources: [
                .embedInCode("architectures.tsv"), .embedInCode("levels.tsv"), .embedInCode("siblings.tsv"),
                .embedInCode("operating-systems.tsv"), .embedInCode("windows-builds.tsv"),
                .embedInCode("emulators.tsv"),
                .embedInCode("not-images.tsv"), .embedInCode("hosts.tsv"), .embedInCode("cpu-features.tsv"),
                .embedInCode("client-names.tsv"), .embedInCode("binary-machines.tsv"),
                .embedInCode("start-errors.tsv"),
                .embedInCode("feature-names.tsv"),
            ],
            swiftSettings: strict
        ),
        .target(name: "ErrorMapping", swiftSettings: strict),
        .target(name: "Scheduling", swiftSettings: strict),
        .target(name: "SystemFiles", swiftSettings: strict),
        .target(name: "CHostProbe", path: "Sources/C/CHostProbe"),
        .target(name: "CFileSystem", path: "Sources/C/CFileSystem"),
        .target(name: "CFileTree", path: "Sources/C/CFileTree"),
        .target(name: "CLazyLibrary", path: "Sources/C/CLazyLibrary"),
        .target(name: "CLibarchive", dependencies: ["CLazyLibrary"], path: "Sources/C/CLibarchive"),
        .target(name: "CLibcurl", dependencies: ["CLazyLibrary"], path: "Sources/C/CLibcurl"),
        .target(name: "CLibyaml", dependencies: ["CLazyLibrary"], path: "Sources/C/CLibyaml"),
        .target(name: "CLibisal", dependencies: ["CLazyLibrary"], path: "Sources/C/CLibisal"),
        .target(name: "CLibz", dependencies: ["CLazyLibrary"], path: "Sources/C/CLibz"),
        .target(name: "CLibzstd", dependencies: ["CLazyLibrary"], path: "Sources/C/CLibzstd"),
        .target(name: "CLibcrypto", dependencies: ["CLazyLibrary"], path: "Sources/C/CLibcrypto"),
        // Tests: beside each target, one folder of the same name.
        .target(name: "TestSupport", dependencies: ["CLibcrypto"], path: "Tests/Support", swiftSettings: strict),
        .executableTarget(
            name: "Benchmarks", dependencies: ["TestSupport"], path: "Tests/Benchmarks", exclude: ["Launcher"],
            swiftSettings: strict),
        .executableTarget(name: "BenchmarkLauncher", path: "Tests/Benchmarks/Launcher"),
        tests("BenchmarksTests", of: ["Benchmarks"]),
        tests("StructureTests", of: []),
        tests("ProgramRunnerTests", of: ["ProgramRunner"]),
        tests("YAMLParsingTests", of: ["YAMLParsing"]),
        tests("PlatformModelTests", of: ["PlatformModel"]),
        tests("BinaryModelTests", of: ["BinaryModel", "PlatformModel"]),
        tests("ImageModelTests", of: ["ImageModel", "PlatformModel"]),
        tests("RegistryProtocolTests", of: ["RegistryProtocol", "MirrorModel", "ImageModel"]),
        tests("MirrorModelTests", of: ["MirrorModel", "RegistryProtocol", "ImageModel"]),
        tests("ClientModelTests", of: ["ClientModel", "ImageModel", "PlatformModel"]),
        tests("LayerModelTests", of: ["LayerModel", "BinaryModel"]),
        tests("StartModelTests", of: ["StartModel", "LayerModel", "BinaryModel", "ImageModel", "PlatformModel"]),
        tests("PinModelTests", of: ["PinModel", "YAMLParsing", "ImageModel", "PlatformModel"]),
        tests("LayerReadingTests", of: ["LayerReading", "LayerModel", "BinaryModel", "ImageStore", "PlatformModel"]),
        tests(
            "LayerUnpackingTests",
            of: ["LayerUnpacking", "LayerReading", "LayerModel", "ImageStore", "ImageModel"]),
        tests(
            "ContainerdClientTests",
            of: [
                "ContainerdClient", "ImageModel", .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                .product(name: "NIOHPACK", package: "swift-nio-http2"),
                .product(name: "GRPCCore", package: "grpc-swift-2"),
            ]),
        tests("EngineClientTests", of: ["EngineClient", "Transport", "PlatformModel"]),
        tests("HostProbeTests", of: ["HostProbe", "PlatformModel"]),
        tests("ImageStoreTests", of: ["ImageStore", "ImageModel", "PlatformModel"]),
        tests(
            "ClientConfigurationTests",
            of: ["ClientConfiguration", "MirrorModel", "RegistryProtocol", "ImageModel", "ProgramRunner"]),
        tests("TransportTests", of: ["Transport", "RegistryProtocol"]),
        tests(
            "RegistryClientTests",
            of: ["RegistryClient", "Transport", "ImageStore", "MirrorModel", "RegistryProtocol", "ImageModel"]),
        tests("ImageArchiveTests", of: ["ImageArchive", "ImageStore", "ImageModel"]),
        tests("ImageResolverTests", of: ["ImageResolver", "ContainerdClient", "ImageModel", "PlatformModel"]),
        tests("RegistryServerTests", of: ["RegistryServer", "ImageStore", "ImageModel", "PlatformModel"]),
        tests(
            "CommandRenderingTests",
            of: [
                "CommandRendering", "ImageResolver", "EngineClient", "MirrorModel", "RegistryProtocol", "ImageModel",
                "PlatformModel",
            ]),
        tests("TaskRunnerTests", of: ["TaskRunner", "ImageModel", "PlatformModel"]),
        tests("ResolveCommandTests", of: []),
        tests(
            "InteropTests", of: ["ImageResolver", "HostProbe", "ImageModel", "PlatformModel"], path: "Tests/Interop"),
    ]
)

/// The tests of a target, in the folder of their name.
func tests(_ name: String, of targets: [Target.Dependency], path: String? = nil) -> Target {
    .testTarget(name: name, dependencies: targets + ["TestSupport"], path: path, swiftSettings: strict)
}
