/// Answers to options of docker, skopeo, podman, crane, oras and regctl with the options that do the same here.
package enum ForeignOptions {
    /// What to write instead of `option` for a command; `nil` if no other client has it either.
    ///
    /// `command` is the first word of the command line. `option` may have a value behind an equals sign.
    package static func answer(to option: String, of command: String) -> String? {
        let name = String(option.prefix { $0 != "=" })
        if ["--all", "--all-platforms", "-a", "--multi-arch", "--index"].contains(name) {
            switch command {
            case "pull": return "--platform all pulls every platform"
            case "copy", "import", "push": return "all platforms are transferred unless --platform selects some"
            case "explain", "inspect", "list": return "all platforms are shown"
            default: return nil
            }
        }
        return groups.first { $0.names.contains(name) }?.answer
    }

    private static let groups: [(names: Set<String>, answer: String)] = [
        (
            [
                "--tls-verify", "--src-tls-verify", "--dest-tls-verify", "--insecure-skip-tls-verify", "--skip-verify",
                "-k",
            ],
            "--insecure uses HTTPS without verifying the certificate, --plain-http uses plain HTTP"
        ),
        (["--from-insecure", "--to-insecure", "--insecure-registry"], "--insecure or --plain-http"),
        (["--src-plain-http", "--from-plain-http", "--to-plain-http", "--http"], "--plain-http"),
        (
            ["--override-arch", "--override-os", "--override-variant", "--arch", "--os", "--variant"],
            "--platform OS/ARCHITECTURE[/VARIANT], such as --platform linux/arm64"
        ),
        (["--format", "--pretty", "-f"], "--json prints JSON"),
        (
            [
                "--creds", "--src-creds", "--dest-creds", "--from-username", "--from-password", "--to-username",
                "--to-password", "--user", "--username", "--password", "--registry-token", "--src-registry-token", "-u",
            ],
            "log in first, with resolve login REGISTRY, or name a credentials file with --auth-file"
        ),
        (["--authfile", "--src-authfile", "--dest-authfile", "--registry-config"], "--auth-file FILE"),
        (["--cert-dir", "--src-cert-dir", "--dest-cert-dir"], "--cacert FILE, and --cert FILE with --key FILE"),
        (["--ca-file", "--tlscacert", "--tls-ca-cert"], "--cacert FILE"),
        (["--tlscert", "--cert-file"], "--cert FILE"),
        (["--tlskey", "--key-file"], "--key FILE"),
        (["--retry-times", "--retry"], "--retries COUNT"),
        (["--command-timeout"], "--timeout SECONDS"),
        (["--debug", "-D"], "--verbose"),
        (["--concurrency", "--max-concurrent-downloads", "--image-parallel-copies"], "--jobs COUNT"),
        (["--dest", "--local", "--oci-layout"], "-o DIR writes an OCI layout"),
        (["--digestfile", "--iidfile"], "-q prints the digest alone, which the shell can redirect"),
        (["--no-creds"], "--auth-file with a file that contains {} uses no credentials"),
    ]
}
