import TestSupport
import Testing

/// A real tree with one fault, which keeps the container from starting.
struct PlantedFault: Sendable, CustomTestStringConvertible {
    /// What the fault is.
    let name: String
    /// The platform that the image claims.
    var platform = "linux/amd64"
    /// The packages with their architectures, from the lowest layer up.
    var packages = ["libc6:amd64", "dash:amd64"]
    /// What the last layer adds.
    var files: [LayerFile] = []
    /// The image's command.
    var command = ["/start"]
    /// The path at which the fault is found, without links.
    var path = "/start"
    /// A word of the sentence that says what is wrong.
    let word: String

    var testDescription: String { name }

    /// The tag of the image.
    var tag: String { name.split(separator: " ").joined(separator: "-") }

    /// Faults of the files that the container's start needs.
    static let all: [PlantedFault] = programs + loaders + scripts + contents + links

    private static let programs = [
        PlantedFault(
            name: "program of another machine", platform: "linux/arm64", packages: ["busybox-static:amd64"],
            command: ["/bin/busybox", "sh"], path: "/bin/busybox", word: "amd64"),
        PlantedFault(
            name: "dynamic program of another machine", platform: "linux/arm64",
            packages: ["libc6:arm64", "base-files:arm64", "dash:amd64"], command: ["dash"], path: "/bin/dash",
            word: "amd64"),
        PlantedFault(
            name: "program of the other byte order", platform: "linux/ppc64le", packages: ["busybox-static:s390x"],
            command: ["busybox"], path: "/bin/busybox", word: "s390x"),
        PlantedFault(
            name: "program of a higher level", platform: "linux/arm/v6", packages: ["busybox-static:armhf"],
            command: ["busybox"], path: "/bin/busybox", word: "v7"),
        PlantedFault(
            name: "later layer of another machine", platform: "linux/arm64",
            packages: ["busybox-static:arm64", "busybox-static:amd64"], command: ["busybox"], path: "/bin/busybox",
            word: "amd64"),
    ]

    private static let arm = ["libc6:arm64", "dash:arm64"]
    private static let loader = "lib/ld-linux-aarch64.so.1"

    private static let loaders = [
        PlantedFault(
            name: "no loader", packages: ["dash:amd64"], command: ["dash"], path: "/lib64/ld-linux-x86-64.so.2",
            word: "loader"),
        PlantedFault(
            name: "loader removed by a later layer", platform: "linux/arm64", packages: arm,
            files: [.file("lib/.wh.ld-linux-aarch64.so.1", "")], command: ["dash"], path: "/" + loader, word: "loader"),
        PlantedFault(
            name: "loader of another machine", platform: "linux/arm64", packages: arm + ["busybox-static:amd64"],
            files: [.symbolicLink(loader, to: "/bin/busybox")], command: ["dash"], path: "/" + loader, word: "amd64"),
        PlantedFault(
            name: "empty loader", platform: "linux/arm64", packages: arm, files: [.file(loader, "", mode: 0o755)],
            command: ["dash"], path: "/" + loader, word: "empty"),
    ]

    private static func script(_ name: String, _ text: String, word: String, path: String = "/start") -> PlantedFault {
        PlantedFault(name: name, files: [.file("start", text, mode: 0o755)], path: path, word: word)
    }

    private static let scripts = [
        script("carriage return", "#!/bin/dash\r\necho\r\n", word: "CR"),
        script("no interpreter line", "echo hello\n", word: "#!"),
        script("byte order mark", "\u{FEFF}#!/bin/dash\n", word: "byte order mark"),
        script("leading blank", "\n#!/bin/dash\n", word: "blank"),
        script("missing interpreter", "#!/bin/bash\necho\n", word: "/bin/bash", path: "/bin/bash"),
        PlantedFault(
            name: "env with words", packages: ["libc6:amd64", "dash:amd64", "coreutils:amd64"],
            files: [.file("start", "#!/usr/bin/env dash -e\n", mode: 0o755)], word: "dash -e"),
        script("cut line", "#!/" + String(repeating: "x", count: 300) + "\n", word: "256"),
        PlantedFault(
            name: "interpreter of another machine", packages: ["busybox-static:arm64"],
            files: [.file("start", "#!/bin/busybox sh\n", mode: 0o755)], path: "/bin/busybox", word: "arm64"),
        PlantedFault(
            name: "script without the right to execute", files: [.file("start", "#!/bin/dash\n")], word: "permission"),
    ]

    private static func content(_ name: String, _ bytes: [UInt8], word: String) -> PlantedFault {
        PlantedFault(name: name, files: [.file("start", bytes, mode: 0o755)], word: word)
    }

    private static let contents = [
        content("empty file", [], word: "empty"),
        content("HTML", Array("<!DOCTYPE html>\n<html><body>Not Found</body></html>\n".utf8), word: "HTML"),
        content(
            "Git LFS", Array("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n".utf8), word: "LFS"),
        content(
            "UTF-16", [0xFF, 0xFE] + "#!/bin/dash\n".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }, word: "UTF-16"
        ),
        content("gzip", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0], word: "gzip"),
        content("WebAssembly", [0, 0x61, 0x73, 0x6D, 1, 0, 0, 0], word: "WebAssembly"),
        content("Java class", [0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0, 61, 0, 0], word: "Java"),
        // MH_EXECUTE for x86-64, without load commands.
        content(
            "Mach-O", [0xCF, 0xFA, 0xED, 0xFE, 7, 0, 0, 1, 3, 0, 0, 0, 2] + [UInt8](repeating: 0, count: 19),
            word: "Mach-O"),
        // ET_REL for x86-64, without sections.
        content(
            "object file",
            [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 62, 0, 1, 0, 0, 0]
                + [UInt8](repeating: 0, count: 28) + [64, 0] + [UInt8](repeating: 0, count: 10), word: "object"),
    ]

    private static let links = [
        PlantedFault(name: "missing command", command: ["/srv/app"], path: "/srv/app", word: "/srv/app"),
        PlantedFault(name: "directory", files: [.folder("start")], word: "directory"),
        PlantedFault(
            name: "link to nothing", files: [.symbolicLink("start", to: "/opt/app/bin/start")],
            word: "/opt"),
        PlantedFault(
            name: "links in a circle",
            files: [.symbolicLink("start", to: "/other"), .symbolicLink("other", to: "/start")], word: "link"),
        PlantedFault(
            name: "program removed by a later layer", files: [.file("bin/.wh.dash", "")], command: ["/bin/dash"],
            path: "/bin/dash", word: "/bin/dash"),
    ]
}
