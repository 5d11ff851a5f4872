/// `crane pull` to an OCI layout.
struct CranePull: Contestant {
    let name = "crane pull"

    func obstacle() -> String? { missing("crane") }

    func commands(for pull: Pull) -> [Command] {
        let options = ["--insecure", "--format=oci", "--platform=linux/amd64"]
        return [Command("crane", ["pull"] + options + [pull.reference, pull.file("layout")])]
    }
}
