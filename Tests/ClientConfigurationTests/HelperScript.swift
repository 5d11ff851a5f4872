import TestSupport

extension TemporaryFolder {
    /// Writes `docker-credential-NAME`, a shell script, to the folder's `bin`.
    ///
    /// Another program writes it: a file that this process has open for writing is open in every program that another test
    /// starts at that moment, and cannot be run until that program has begun (ETXTBSY).
    func writeHelper(_ name: String, _ script: String) throws {
        let command = "mkdir -p \"$0\" && cat > \"$0/$1\" && chmod 755 \"$0/$1\""
        try runChecked(
            "/bin/sh", ["-c", command, file("bin"), "docker-credential-\(name)"],
            stdin: Array("#!/bin/sh\n\(script)\n".utf8))
    }
}
