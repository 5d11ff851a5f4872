import PlatformModel
import StartModel
import Testing

/// The words that are printed when a container does not start.
struct StartErrorTests {
    /// One situation, and what each program prints about it.
    struct Situation: Sendable, CustomTestStringConvertible {
        let cause: StartCause.Kind
        let texts: [String]

        var testDescription: String { cause.rawValue }
    }

    // The texts of runc 1.1.5, crun 1.8.1, bash 5.2, dash 0.5.12, BusyBox 1.35, podman 4.3.1, qemu-user 7.2 and
    // glibc 2.36 were printed by these programs; the sources of the others stand in the table.
    static let situations = [
        Situation(
            cause: .architecture,
            texts: [
                "exec /x: exec format error",
                "standard_init_linux.go:228: exec user process caused: exec format error",
                "standard_init_linux.go:190: exec user process caused \"exec format error\"",
                "{\"msg\":\"exec container process `/x`: Exec format error\",\"level\":\"error\"}",
                "bash: line 1: ./x: cannot execute binary file: Exec format error",
                "sh: 1: ./x: Exec format error",
                "./x: line 1: syntax error: unexpected \"(\"",
                "zsh: exec format error: ./x",
                "OSError: [Errno 8] Exec format error: '/x'",
                "fork/exec /usr/bin/x: exec format error",
                "Error: failed to start container: exec /docker-entrypoint.sh: exec format error",
                "rosetta error: failed to open elf at /lib64/ld-linux-x86-64.so.2",
                ".buildkit_qemu_emulator: /bin/sh: Invalid ELF image for this architecture",
                "qemu-x86_64: Could not open '/lib64/ld-linux-x86-64.so.2': No such file or directory",
                "x.exe is not a valid Win32 application.",
            ]),
        Situation(
            cause: .missingLoader,
            texts: [
                "exec /x: no such file or directory",
                "standard_init_linux.go:228: exec user process caused: no such file or directory",
                "{\"msg\":\"exec container process (missing dynamic library?) `/x`: No such file or directory\"}",
                "exec container process `/x`: No such file or directory",
                "bash: line 1: ./x: cannot execute: required file not found",
            ]),
        Situation(
            cause: .missingFile,
            texts: [
                "OCI runtime create failed: runc create failed: unable to start container process: exec: \"/x\": stat /x: no such file or directory: unknown",
                "Error: crun: executable file `/x` not found: No such file or directory",
                "bash: line 1: /x: No such file or directory",
                "sh: 1: /x: not found",
            ]),
        Situation(
            cause: .notInSearchPath,
            texts: [
                "exec: \"nginx\": executable file not found in $PATH: unknown",
                "Error: crun: executable file `nginx` not found in $PATH: No such file or directory: OCI runtime attempted to invoke a command that was not found",
                "Error: OCI runtime attempted to invoke a command that was not found",
                "Exited (127) 3 seconds ago",
            ]),
        Situation(
            cause: .notExecutable,
            texts: [
                "exec: \"/x\": permission denied: unknown",
                "crun: open executable: Permission denied: OCI permission denied",
                "bash: line 1: ./x: Permission denied", "sh: 1: ./x: Permission denied", "bash: /etc: Is a directory",
                "Back-off restarting failed container: exit code 126",
            ]),
        Situation(
            cause: .carriageReturn,
            texts: [
                "env: 'python3\\r': No such file or directory", "/usr/bin/env: ‘sh\\r’: No such file or directory",
                "bash: ./x: /bin/sh^M: bad interpreter: No such file or directory",
            ]),
        Situation(
            cause: .missingInterpreter,
            texts: [
                "env: 'node': No such file or directory", "/usr/bin/env: ‘bash’: No such file or directory",
                "bash: ./x: /bin/python: bad interpreter: No such file or directory",
                "env: can't execute 'bash': No such file or directory",
            ]),
        Situation(cause: .unsplitCommand, texts: ["/usr/bin/env: use -[v]S to pass options in shebang lines"]),
        Situation(
            cause: .level,
            texts: [
                "/x: CPU ISA level is lower than required",
                "Fatal glibc error: CPU does not support x86-64-v2",
                "This program can only be run on AMD64 processors with v3 microarchitecture support.",
                "Illegal instruction (core dumped)", "exited with code 132",
                "qemu: uncaught target signal 4 (Illegal instruction) - core dumped",
            ]),
        Situation(cause: .foreignLoader, texts: ["exec /x: Accessing a corrupted shared library"]),
        Situation(cause: .brokenLoader, texts: ["exec /x: input/output error"]),
        Situation(cause: .cut, texts: ["Segmentation fault (core dumped)", "Exit Code: 139"]),
        Situation(
            cause: .missingLibrary,
            texts: [
                "/x: error while loading shared libraries: libssl.so.3: cannot open shared object file: No such file or directory",
                "Error loading shared library libgcc_s.so.1: No such file or directory (needed by /x)",
            ]),
        Situation(
            cause: .oldLibrary,
            texts: [
                "/x: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by /x)",
                "Error relocating /x: __sprintf_chk: symbol not found",
            ]),
        Situation(
            cause: .noEntry,
            texts: [
                "no matching manifest for linux/arm64/v8 in the manifest list entries",
                "failed to pull and unpack image \"docker.io/x/y:1\": no match for platform in manifest: not found",
                "Error: choosing an image from manifest list docker://x:latest: no image found in image index for architecture arm64, variant \"v8\", OS linux",
                "Error choosing an image from manifest list: no image found in manifest list for architecture arm, variant \"\", OS linux",
                "ERROR: failed to solve: failed to resolve source metadata for docker.io/x:1: no match for platform in manifest: not found",
                "no child with platform linux/arm64 in index x", "platform not found",
                "docker: Error response from daemon: image with reference x was found but does not match the specified platform: wanted linux/arm64/v8, actual: linux/amd64.",
            ]),
        Situation(
            cause: .noEmulator,
            texts: [
                "WARNING: The requested image's platform (linux/amd64) does not match the detected host platform (linux/arm64/v8) and no specific platform was requested",
                "WARNING: image platform (linux/amd64) does not match the expected platform (linux/arm64)",
            ]),
        Situation(
            cause: .system,
            texts: [
                "hcsshim: The container operating system does not match the host operating system.",
                "image operating system \"linux\" cannot be used on this platform",
                "a Windows version 10.0.20348-based image is incompatible with a 10.0.17763 host",
            ]),
    ]

    @Test(arguments: situations)
    func `the words of each program for one situation lead to the same cause`(situation: Situation) throws {
        let list = StartErrorList(try SampleTree.catalog())
        for text in situation.texts {
            #expect(list.meaning(of: text)?.causes.first == situation.cause, "\(text)")
            #expect(list.meaning(of: text.uppercased())?.causes.first == situation.cause, "\(text) in capitals")
        }
    }

    @Test(arguments: [
        ("exec: \"/app/run\": stat /app/run: no such file or directory", "/app/run" as String?, nil as String?),
        ("exec /docker-entrypoint.sh: exec format error", "/docker-entrypoint.sh", nil),
        ("{\"msg\":\"exec container process `/usr/bin/zsh`: Exec format error\"}", "/usr/bin/zsh", nil),
        ("exec: \"nginx\": executable file not found in $PATH", "nginx", nil),
        ("bash: line 1: ./x: cannot execute: required file not found", "./x", nil),
        ("no matching manifest for linux/arm64/v8 in the manifest list entries", nil, "linux/arm64/v8"),
        (
            "WARNING: image platform (linux/amd64) does not match the expected platform (linux/arm64)", nil,
            "linux/amd64"
        ),
        ("rosetta error: failed to open elf at /lib64/ld-linux-x86-64.so.2", nil, nil),
        (
            "/x: error while loading shared libraries: libssl.so.3: cannot open shared object file: No such file or directory",
            "/x", nil
        ),
        ("Error loading shared library libgcc_s.so.1: No such file or directory (needed by /x)", "/x", nil),
        ("exit status 127", nil, nil),
    ])
    func `the path and the platform are taken from the words`(text: String, path: String?, platform: String?) throws {
        let meaning = try #require(StartErrorList(try SampleTree.catalog()).meaning(of: text))
        #expect(meaning.path == path)
        #expect(meaning.platform == platform)
    }

    @Test(arguments: ["", "it does not work", "exit code 0", "stat", "{path}"])
    func `other texts mean nothing`(text: String) throws {
        #expect(StartErrorList(try SampleTree.catalog()).meaning(of: text) == nil)
    }

    @Test func `each row has causes that exist, and each alternative leads to its row`() throws {
        let catalog = try SampleTree.catalog()
        for row in catalog.startErrors {
            #expect(row.causes.allSatisfy { StartCause.Kind(rawValue: $0) != nil }, "\(row)")
            #expect(!row.words.isEmpty && row.words.allSatisfy { $0 == $0.lowercased() && !$0.contains("'") }, "\(row)")
        }
        #expect(catalog.startErrors.count > 50)
    }
}
