import Foundation
import TestSupport
import Testing

/// What shells offer at the Tab key, with the scripts that the program prints.
@Suite(.timeLimit(.minutes(2))) struct CompletionTests {
    private let folder: TemporaryFolder
    private let environment: [String: String]

    init() throws {
        folder = try TemporaryFolder()
        let binary = try ResolveBinary.path()
        let programs = folder.file("programs")
        try FileManager.default.createDirectory(atPath: programs, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: programs + "/resolve", withDestinationPath: binary)
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        environment = TestEnvironment.clean(home: folder.path, adding: ["PATH": programs + ":" + path])
        for shell in ["bash", "fish", "zsh"] {
            try folder.write(shell, try runChecked(binary, ["--generate-completion-script", shell]).stdout)
        }
        // What is completed in this folder.
        try folder.write("here/layouts/index.json", "{}\n")
        try folder.write("here/lines.txt", "\n")
    }

    private func bash(_ words: [String]) throws -> [String] {
        let script = """
            . "$1"; shift
            COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
            $(complete -p resolve | sed 's/.*-F \\([^ ]*\\).*/\\1/') resolve "${@: -1}" "${@: -2:1}"
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        let result = try runChecked(
            "bash", ["-c", script, "bash", folder.file("bash")] + words, environment: environment,
            directory: folder.file("here"))
        return result.output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    }

    /// The script for fish asks the program by the command line that is being typed, which only a terminal has: the words are
    /// typed, and a key records what would be offered then.
    private func fish(_ words: [String]) throws -> [String] {
        let id = words.joined().filter { $0.isLetter }
        try folder.write(
            "keys-\(id)",
            """
            source \(folder.file("fish"))
            function record; complete -C (commandline) > \(folder.file("offered-\(id)")); commandline -r ''; exit; end
            bind \\cg record
            """)
        let script = """
            { printf '%s\\a' "$1"; while [ -e "$2" ]; do sleep 0.05; done; } \
                | { script -qefc "fish -N -i -C 'source $2'" /dev/null; rm "$2"; }
            """
        let typed = words.joined(separator: " ")
        let shell = try run(
            "sh", ["-c", script, "sh", typed, folder.file("keys-\(id)")],
            environment: environment.merging(["TERM": "xterm"]) { $1 }, directory: folder.file("here"))
        #expect(shell.status == 0, "\(shell.output)")
        return try folder.read("offered-\(id)").split(separator: 10).map { line in
            String(String(decoding: line, as: UTF8.self).prefix { $0 != "\t" }.reversed().drop { $0 == "/" }.reversed())
        }
    }

    private static let table: [(words: [String], expected: [String])] = [
        (["pul"], ["pull"]),
        (["pull", "--host", "raspberry-pi-z"], ["raspberry-pi-zero"]),
        (["explain", "--host", "apple-m1"], ["apple-m1", "apple-m1-rosetta"]),
        (["pull", "--platform", "linux/arm"], ["linux/arm", "linux/arm64"]),
        (["pull", "--platform", "windows/"], ["windows/amd64", "windows/arm64"]),
        (["copy", "--platform", "linux/amd64/"], (1...4).map { "linux/amd64/v\($0)" }),
        (["pull", "--platform", "no/such"], []),
        // Folders, and no files.
        (["pull", "-o", "l"], ["layouts"]),
        (["serve", "l"], ["layouts"]),
        (["pull", "--platforms", "l"], ["layouts"]),
        (["pull", "--cacert", "li"], ["lines.txt"]),
    ]

    @Test(.userCase("N15"), arguments: table)
    func `bash and fish offer commands, hosts, platforms, folders and files`(words: [String], expected: [String]) throws
    {
        #expect(try bash(["resolve"] + words).sorted() == expected)
        #expect(try fish(["resolve"] + words).sorted() == expected)
    }

    @Test func `the script for zsh is read by zsh`() throws {
        try runChecked("zsh", ["-n", folder.file("zsh")])
    }
}
