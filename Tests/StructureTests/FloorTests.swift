import TestSupport
import Testing

/// The floors hold: imports point down, pure targets stay pure, and each library has one owner.
struct FloorTests {
    private let manifest: Manifest
    private let files: [SourceFile]

    init() throws {
        manifest = try Manifest()
        files = try Checkout.swiftFiles().filter { !$0.isTest }
    }

    @Test func `every target has a floor, and every floor a target`() {
        let names = Set(manifest.targets.filter { !$0.isTest }.map(\.name))
        #expect(names.subtracting(Floors.floor.keys).sorted() == [], "give it a floor in Floors.swift")
        #expect(Set(Floors.floor.keys).subtracting(names).sorted() == [], "it is gone: take its floor away")
    }

    @Test func `imports point down only`() {
        var upwards: [String] = []
        for file in files {
            let own = Floors.floor[file.target] ?? 0
            for item in file.imports where Floors.floor[item.module] ?? -1 >= own && item.module != file.target {
                upwards.append("\(file.path):\(item.line) imports \(item.module)")
            }
        }
        #expect(upwards == [])
    }

    @Test func `what a target imports is what the manifest declares, no more and no less`() {
        for target in manifest.targets where !target.isTest {
            let own = files.filter { $0.target == target.name }
            let imported = Set(own.flatMap(\.imports).map(\.module)).subtracting(Floors.system)
            guard !own.isEmpty else { continue }
            #expect(imported == target.targets.union(target.products), "\(target.name)")
        }
    }

    @Test func `pure targets import nothing that acts`() {
        var impure: [String] = []
        for file in files where Floors.pure.contains(file.target) {
            for item in file.imports where !Floors.pureImports.contains(item.module) && !item.isFallback {
                impure.append("\(file.path):\(item.line) imports \(item.module)")
            }
        }
        #expect(impure == [])
    }

    @Test func `full Foundation is imported only where FoundationEssentials is not to be had`() {
        let full = files.flatMap { file in
            file.imports.filter { $0.module == "Foundation" && !$0.isFallback }.map { "\(file.path):\($0.line)" }
        }
        #expect(full == [])
    }

    // swift-protobuf's generator imports it for the type of a field with bytes.
    @Test func `FoundationEssentials is imported only where JSON or base64 is read or written, and by generated code`()
    {
        let idle = files.filter { file in
            !file.path.contains("/Generated/") && file.imports.contains { $0.module == "FoundationEssentials" }
                && !file.swift.code.contains(/JSON|base64/)
        }
        #expect(idle.map(\.path) == [])
    }

    // libarchive reads the archives of images, and the layers in them, for two targets that do not know each other; SwiftNIO
    // serves images, and carries gRPC.
    @Test func `each library from elsewhere but libarchive and SwiftNIO is imported by one target`() {
        let libraries = Set(manifest.targets.flatMap(\.products))
            .union(manifest.targets.map(\.name).filter { $0.contains(/^C[A-Z]/) && !$0.hasPrefix("Command") })
        for library in libraries.sorted() {
            let owners = Set(files.filter { $0.imports.contains { $0.module == library } }.map(\.target))
            let isAllowed =
                owners.count <= 1 || library == "CLibarchive" && owners == ["ImageArchive", "LayerReading"]
                || ["NIOCore", "NIOPosix"].contains(library) && owners == ["ContainerdClient", "RegistryServer"]
            #expect(isAllowed, "\(library) is imported by \(owners.sorted())")
        }
    }
}
