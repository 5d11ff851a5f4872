import Foundation
import PlatformModel
import TestSupport

/// A Windows of wine's, in a folder of its own.
final class WinePrefix {
    private let folder: TemporaryFolder
    private let environment: [String: String]

    /// What one Windows says of itself.
    struct Registry: Sendable {
        let build: UInt32
        let revision: UInt32?
        let isServer: Bool
        let installation: String
        let edition: String
        let release: String?
    }

    /// Links wine's own libraries into place: making a whole prefix would take 12 seconds and 700 MB.
    init() throws {
        folder = try TemporaryFolder()
        environment = TestEnvironment.clean(
            home: folder.path,
            adding: [
                "WINEPREFIX": folder.file("prefix"), "WINEDEBUG": "-all",
                "WINEDLLOVERRIDES": "wineboot.exe=d;mscoree=d;mshtml=d;winemenubuilder.exe=d",
            ])
        let system = folder.file("prefix/drive_c/windows/system32")
        let manager = FileManager.default
        try manager.createDirectory(atPath: system, withIntermediateDirectories: true)
        let places = [
            "/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib", "/opt/wine-stable/lib64", "/opt/wine-stable/lib",
        ]
        guard
            let libraries = places.map({ $0 + "/wine/x86_64-windows" }).first(where: { manager.fileExists(atPath: $0) })
        else {
            throw MissingTool(name: "wine64")
        }
        for name in try manager.contentsOfDirectory(atPath: libraries) {
            try manager.createSymbolicLink(atPath: system + "/" + name, withDestinationPath: libraries + "/" + name)
        }
    }

    /// Writes the registry, and runs the probe in it.
    func recording(of program: ProbeProgram, as registry: Registry) throws -> Recording {
        let file = try folder.write("case.reg", Self.text(of: registry))
        try Tool.run("wine", ["reg", "import", file], environment: environment)
        return try program.recording(under: "wine", [], environment: environment)
    }

    /// Ends wine's server of this prefix, and no other.
    func close() throws {
        _ = try TestSupport.run("wineserver", ["-k"], environment: environment)
    }

    /// A file as regedit writes them; a minus takes a value away.
    private static func text(of registry: Registry) -> String {
        func number(_ value: UInt32?) -> String { value.map { "dword:" + String($0, radix: 16) } ?? "-" }
        func word(_ value: String?) -> String { value.map { "\"\($0)\"" } ?? "-" }
        return """
            Windows Registry Editor Version 5.00

            [HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion]
            "CurrentVersion"="10.0"
            "CurrentBuild"="\(registry.build)"
            "CurrentBuildNumber"="\(registry.build)"
            "CurrentMajorVersionNumber"=dword:0000000a
            "CurrentMinorVersionNumber"=dword:00000000
            "UBR"=\(number(registry.revision))
            "DisplayVersion"=\(word(registry.release))
            "InstallationType"=\(word(registry.installation))
            "EditionID"=\(word(registry.edition))

            [HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\ProductOptions]
            "ProductType"="\(registry.isServer ? "ServerNT" : "WinNT")"

            """
    }
}
