/// `ctr content fetch` into the content store of a containerd that is started anew for each pull.
///
/// The daemon's start is not measured, and neither is its CPU time.
struct CtrFetch: Contestant {
    let name = "ctr content fetch"

    func obstacle() -> String? { missing("ctr", "containerd") }

    func companion(for pull: Pull) throws -> (any Sendable)? {
        try ContentDaemon(in: pull.folder)
    }

    func commands(for pull: Pull) -> [Command] {
        let socket = ["--address", ContentDaemon.socket(in: pull.folder)]
        let fetch = ["content", "fetch", "--plain-http", "--platform", "linux/amd64", pull.reference]
        return [Command("ctr", socket + fetch)]
    }
}
