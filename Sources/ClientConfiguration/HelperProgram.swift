/// The program behind a helper's name: `docker-credential-` and the name.
package struct HelperProgram: Hashable, Sendable {
    /// The program's file name, to be found on the `PATH`.
    package let fileName: String

    /// Refuses a name that is not a plain word: a slash would name a file outside the `PATH`.
    package init(named name: String) throws(CredentialProblem) {
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard isPlain, !name.isEmpty, name.utf8.count <= 100 else { throw .helperName }
        fileName = "docker-credential-" + name
    }
}
