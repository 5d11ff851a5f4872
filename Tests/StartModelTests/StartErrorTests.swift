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
                "[FATAL tini (7)] exec /x failed: Exec format error", "CreateContainer failed: exec format error",
                "zsh:1: exec format error: ./x", "dash: 1: exec: ./x: Exec format error",
                "fish: Failed to execute process './x'. Reason:\nexec: Exec format error",
                "exec: Failed to execute process: './x' the file could not be run by the operating system.",
                "./x: line 1: \u{7F}ELF: not found", "./x: 1: \u{7F}ELF: not found",
                "java.io.IOException: Cannot run program \"/x\": error=8, Exec format error",
            ]),
        Situation(
            cause: .noProgram,
            texts: [
                "./x: line 1: syntax error near unexpected token `newline'\n./x: line 1: `<!DOCTYPE html>'",
                "./x: 2: Syntax error: newline unexpected", "./x: 1: Syntax error: \"|\" unexpected",
                "./x: line 1: \u{FEFF}#!/bin/sh: No such file or directory", "./x: 1: \u{FEFF}#!/bin/sh: not found",
            ]),
        Situation(
            cause: .missingLoader,
            texts: [
                "exec /x: no such file or directory",
                "standard_init_linux.go:228: exec user process caused: no such file or directory",
                "standard_init_linux.go:211: exec user process caused \"no such file or directory\"",
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
                "exec: \"/x\": stat /x: no such file or directory: OCI runtime attempted to invoke a command that was not found",
                "[dumb-init] /x: No such file or directory",
                "[FATAL tini (7)] exec x failed: No such file or directory",
                "sh: 1: /x: not found", "dash: 1: exec: ./x: not found", "sh: ./x: not found",
                "zsh:1: no such file or directory: ./x", "/entrypoint.sh: line 3: /x: No such file or directory",
                "-bash: ./x: No such file or directory", "./x: No such file or directory",
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
                "exec: \\\\\\\"/x\\\\\\\": permission denied: unknown\\\"\"", "permission denied",
                "exec: \"/etc\": is a directory: unknown", "[FATAL tini (7)] exec /x failed: Permission denied",
                "zsh:1: permission denied: ./x", "fish: Unknown command. './x' exists but is not an executable file.",
                "standard_init_linux.go:211: exec user process caused \"permission denied\"",
                "bash: line 1: ./x: Permission denied", "sh: 1: ./x: Permission denied", "bash: /etc: Is a directory",
                "Back-off restarting failed container: exit code 126",
            ]),
        Situation(
            cause: .carriageReturn,
            texts: [
                "env: 'python3\\r': No such file or directory", "/usr/bin/env: ‘sh\\r’: No such file or directory",
                "bash: ./x: /bin/sh^M: bad interpreter: No such file or directory",
                "zsh:1: ./x: bad interpreter: /bin/sh^M: no such file or directory",
                "env: can't execute 'sh\r': No such file or directory", "env: ‘sh\r’: No such file or directory\r\n",
                "/run: line 1: /bin/sh\r: bad interpreter: No such file or directory", "sh: 1: /bin/x\r: not found",
                "/usr/bin/env: ‘bash\\r’: No such file or directory\n/usr/bin/env: use -[v]S to pass options in shebang lines",
                "exec: Failed to execute process './x':  The file uses Windows line endings (\\r\\n).",
            ]),
        Situation(
            cause: .missingInterpreter,
            texts: [
                "env: 'node': No such file or directory", "/usr/bin/env: ‘bash’: No such file or directory",
                "bash: ./x: /bin/python: bad interpreter: No such file or directory",
                "env: can't execute 'bash': No such file or directory",
                "zsh:1: ./x: bad interpreter: /nope/x: no such file or directory",
            ]),
        Situation(
            cause: .unsplitCommand,
            texts: [
                "env: 'sh -e': No such file or directory", "env: can't execute 'sh -e': No such file or directory",
                "/usr/bin/env: ‘bash -e’: No such file or directory\n/usr/bin/env: use -[v]S to pass options in shebang lines",
            ]),
        Situation(
            cause: .argumentAsProgram,
            texts: [
                "exec: \"--port\": executable file not found in $PATH: unknown",
                "crun: executable file `--port` not found in $PATH: No such file or directory: OCI runtime attempted to invoke a command that was not found",
            ]),
        Situation(cause: .joinedCommand, texts: ["exec: \"nginx -g\": executable file not found in $PATH: unknown"]),
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
            cause: .systemVersion,
            texts: [
                "hcsshim: The container operating system does not match the host operating system.",
                "a Windows version 10.0.20348-based image is incompatible with a 10.0.17763 host",
            ]),
        Situation(
            cause: .system,
            texts: [
                "image operating system \"linux\" cannot be used on this platform"
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
        ("exit status 127", nil, nil), ("exec: \"--port\": executable file not found in $PATH", nil, nil),
        ("exec: \\\\\\\"/app\\\\\\\": permission denied: unknown\\\"\"", "/app", nil),
        ("[FATAL tini (7)] exec /app/run failed: Exec format error", "/app/run", nil),
        ("CreateContainer failed: exec format error", nil, nil), ("env: 'sh -e': No such file or directory", nil, nil),
        ("env: 'bash'$'\\r': No such file or directory", "bash", nil),
        ("zsh: exec format error: ./app", "./app", nil), ("zsh:1: permission denied: ./app", "./app", nil),
        ("fish: Failed to execute process './app'. Reason: exec: Exec format error", "./app", nil),
        ("dash: 1: exec: ./app: not found", "./app", nil), ("./app: line 1: ELF: not found", "./app", nil),
        ("zsh:1: ./app: bad interpreter: /bin/bash^M: no such file or directory", "./app", nil),
        ("./app: line 1: \u{FEFF}#!/bin/sh: No such file or directory", "./app", nil),
        (
            "Error: crun: executable file `app` not found in $PATH: No such file or directory: OCI runtime attempted to invoke a command that was not found",
            "app", nil
        ),
    ])
    func `the path and the platform are taken from the words`(text: String, path: String?, platform: String?) throws {
        let meaning = try #require(StartErrorList(try SampleTree.catalog()).meaning(of: text))
        #expect(meaning.path == path)
        #expect(meaning.platform == platform)
    }

    // Programs that run say so, about their own files.
    @Test(arguments: [
        "cat: /etc/foo: No such file or directory", "mkdir: cannot create directory '/data': Permission denied",
        "open /var/run/docker.sock: permission denied", "mv: cannot stat '/x': No such file or directory",
        "permission denied while trying to connect to the Docker daemon socket",
        "nginx: [emerg] open() \"/etc/nginx/nginx.conf\" failed (2: No such file or directory)",
        "dd: error reading '/dev/sda': Input/output error", "ls: cannot access '/a/b': Not a directory",
    ])
    func `what a running program says about its files is no reason not to start`(text: String) throws {
        #expect(StartErrorList(try SampleTree.catalog()).meaning(of: text) == nil)
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
