/// `skopeo copy` to an OCI layout, the layers as they are.
struct SkopeoCopy: Contestant {
    let name = "skopeo copy"

    func obstacle() -> String? { missing("skopeo") }

    func commands(for pull: Pull) -> [Command] {
        let platform = ["--override-os", "linux", "--override-arch", "amd64"]
        let options = ["--src-tls-verify=false", "--preserve-digests", "--quiet"]
        let places = ["docker://" + pull.reference, "oci:\(pull.file("layout")):1"]
        return [Command("skopeo", ["--insecure-policy"] + platform + ["copy"] + options + places)]
    }
}
