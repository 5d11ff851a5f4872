import Foundation
import TestSupport
import Testing

/// `make dist`: the tar archive, the Debian package and their checksums, made from the binary under test.
@Suite(.timeLimit(.minutes(5))) struct DistributionTests {
    private let folder: TemporaryFolder
    private let environment: [String: String]

    init() throws {
        folder = try TemporaryFolder()
        environment = TestEnvironment.clean(
            home: folder.path,
            adding: ["SOURCE_DATE_EPOCH": "1700000000", "MAINTAINER": "Jo Packager <jo@packages.test>"])
    }

    private func dist(_ name: String) throws -> String {
        let output = folder.file(name)
        try runChecked(
            "sh", [Fixtures.checkout + "/Scripts/dist.sh", ResolveBinary.path(), output], environment: environment,
            timeoutSeconds: 240)
        return output
    }

    private func file(endingIn suffix: String, in folder: String) throws -> String {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        return folder + "/" + (try #require(names.first { $0.hasSuffix(suffix) }))
    }

    @Test func `two builds give the same bytes, which the checksums match`() throws {
        let builds = [try dist("first"), try dist("second")]
        try runChecked("diff", ["-r", builds[0], builds[1]])
        try runChecked("sha256sum", ["--check", "--strict", "SHA256SUMS"], directory: builds[0])
        let sums = try String(contentsOfFile: builds[0] + "/SHA256SUMS", encoding: .utf8)
        #expect(sums.split(separator: "\n").count == 2)
    }

    @Test func `the archive is unpacked below a prefix, runs there, and is removed by its list`() throws {
        let archive = try file(endingIn: ".tar.gz", in: try dist("dist"))
        let prefix = folder.file("prefix")
        try folder.write("prefix/bin/other", "other\n")
        try Tool.run("tar", ["-xzf", archive, "-C", prefix, "--strip-components=1"])
        #expect(try run(prefix + "/bin/resolve", ["--version"]).output.hasPrefix("resolve "))
        let listing = try Tool.run("tar", ["--numeric-owner", "-tvzf", archive]).output.split(separator: "\n")
        #expect(listing.allSatisfy { $0.contains(" 0/0 ") && $0.contains(" 2023-11-14 ") })
        // Entries of directories would change those that exist.
        #expect(listing.allSatisfy { $0.hasPrefix("-rw") })
        // As README removes it.
        let removal = "tar -tzf '\(archive)' | cut -d/ -f2- | (cd '\(prefix)' && xargs rm)"
        try runChecked("sh", ["-c", removal])
        #expect(try Tool.run("find", [prefix, "-type", "f"]).output == prefix + "/bin/other\n")
    }

    @Test func `the package depends on every library that is loaded, and lintian finds no error`() throws {
        let package = try file(endingIn: ".deb", in: try dist("dist"))
        let fields = try Tool.run("dpkg-deb", ["-f", package]).output
        let version = try run(ResolveBinary.path(), ["--version"]).output.dropFirst("resolve ".count).dropLast()
        #expect(fields.contains("\nVersion: \(version)\n"))
        let depends = try Tool.run("dpkg-deb", ["-f", package, "Depends"]).output
        // Without isa-l, zlib takes its place.
        let recommends = try Tool.run("dpkg-deb", ["-f", package, "Recommends"]).output
        let needed = (depends + "," + recommends).split(separator: ",")
            .compactMap { $0.split { $0 == " " || $0 == "\n" }.first }
        let libraries = try loadedLibraries()
        #expect(libraries.count == 7)
        for library in libraries + ["libc.so.6", "libgcc_s.so.1"] {
            // Cross compilers bring the libraries of other architectures in packages of their own.
            let owners = try Tool.run("dpkg", ["-S", "*/" + library]).output.split(separator: "\n")
                .map { $0.prefix { $0 != ":" } }
            #expect(owners.contains { needed.contains($0) }, "\(library)")
        }
        let contents = try Tool.run("dpkg-deb", ["-c", package]).output.split(separator: "\n")
        #expect(contents.allSatisfy { $0.contains(" root/root ") })
        for path in [
            "bin/resolve", "share/bash-completion/completions/resolve", "share/zsh/vendor-completions/_resolve",
            "share/fish/vendor_completions.d/resolve.fish", "share/man/man1/resolve-pull.1.gz",
            "share/doc/resolve/copyright", "share/doc/resolve/changelog.gz",
        ] {
            #expect(contents.contains { $0.hasSuffix(" ./usr/" + path) }, "\(path)")
        }
        // A debug build finds Swift's libraries by a path of its own.
        let isDebug = try run("objdump", ["-p", ResolveBinary.path()]).output.contains("libswiftCore.so")
        let accepted = isDebug ? ["--suppress-tags", "custom-library-search-path"] : []
        let check = try run(
            "lintian", ["--allow-root", "--fail-on", "error"] + accepted + [package], environment: environment,
            timeoutSeconds: 120)
        #expect(check.status == 0, "\(check.output)\(check.errors)")
    }

    @Test func `the license of every package that is linked in is named`() throws {
        let copyright = try String(contentsOfFile: Fixtures.checkout + "/Scripts/debian/copyright", encoding: .utf8)
        let files = copyright.split(separator: "\n").filter { $0.hasPrefix("Files: ") }.joined(separator: " ")
        let manifest = try String(contentsOfFile: Fixtures.checkout + "/Package.swift", encoding: .utf8)
        let packages = manifest.matches(of: /url: "[^"]*\/([^"\/]+)"/).map { String($0.1) }
        #expect(packages.count >= 5)
        // The plug-in for documentation is not part of the program.
        for package in packages where package != "swift-docc-plugin" {
            #expect(files.split(separator: " ").contains(Substring(package)), "\(package)")
        }
    }

    @Test(.enabled(if: FreshDebian.isPossible, "root, debootstrap and a mirror of Debian are needed"))
    func `the package is installed in a fresh Debian, works there, and is removed without a trace`() throws {
        let package = try file(endingIn: ".deb", in: try dist("dist"))
        let image = folder.file("image")
        try runChecked("sh", [Fixtures.checkout + "/Scripts/make-image.sh", image, "1"], timeoutSeconds: 120)
        let result = try run(
            "bash", [Fixtures.checkout + "/Scripts/try-package.sh", package, image], timeoutSeconds: 240)
        #expect(result.status == 0, "\(result.output)\(result.errors)")
        #expect(result.output.hasSuffix("nothing is left\n"))
    }

    /// The libraries that the sources load by name on Linux.
    private func loadedLibraries() throws -> [String] {
        let folder = Fixtures.checkout + "/Sources/C"
        return try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".c") }.flatMap {
            name in
            try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
                .matches(of: /#define LIBRARY "([^"]*\.so\.[^"]*)"/).map { String($0.1) }
        }
    }
}

/// A Debian 12 that debootstrap makes.
private enum FreshDebian {
    /// Whether this user may mount here, the binary needs nothing but Debian's packages, and the mirror answers.
    static let isPossible: Bool = {
        let script = """
            test "$(id -u)" = 0 && unshare --mount true && command -v debootstrap &&
            mirror=$(apt-get indextargets --format '$(SITE)' 'Codename: bookworm' 'Created-By: Packages' | head -n 1) &&
            curl -fsSI --max-time 10 "$mirror/dists/bookworm/InRelease"
            """
        guard SmallDisk.isPossible, let path = try? ResolveBinary.path(),
            let headers = try? run("objdump", ["-p", path]).output, !headers.contains("libswiftCore.so")
        else { return false }
        return (try? run("sh", ["-c", script]).status) == 0
    }()
}
