import Foundation
import TestSupport

/// `docker pull` to a daemon that is started anew for each pull.
struct DockerPull: Contestant {
    let name = "docker pull"
    let unpacks = true

    func obstacle() -> String? { missing("docker", "dockerd", "unshare") }

    func companion(for pull: Pull) throws -> (any Sendable)? { try EngineDaemon.docker(in: pull.folder) }

    func commands(for pull: Pull) -> [Command] {
        [Command("docker", ["-H", EngineDaemon.dockerSocket(in: pull.folder), "pull", "-q", pull.reference])]
    }
}

/// `ctr images pull` to a containerd that is started anew for each pull.
struct CtrPull: Contestant {
    let name = "ctr images pull"
    let unpacks = true

    func obstacle() -> String? { missing("ctr", "containerd", "unshare") }

    func companion(for pull: Pull) throws -> (any Sendable)? { try EngineDaemon.containerd(in: pull.folder) }

    func commands(for pull: Pull) -> [Command] {
        let socket = ["--address", EngineDaemon.containerdSocket(in: pull.folder)]
        let options = ["--plain-http", "--platform", "linux/amd64", "--snapshotter", Self.snapshotter]
        return [Command("ctr", socket + ["images", "pull"] + options + [pull.reference])]
    }

    /// The snapshotter that images are unpacked to.
    static var snapshotter: String { Overlay.isPossible ? "overlayfs" : "native" }
}

/// `podman pull` to a storage of its own.
struct PodmanPull: Contestant {
    let name = "podman pull"
    let unpacks = true

    func obstacle() -> String? { missing("podman", "unshare") }

    func prepare(for pull: Pull) throws {
        let settings = """
            [engine]
            tmp_dir = "\(pull.file("tmp"))"
            static_dir = "\(pull.file("storage/libpod"))"
            volume_path = "\(pull.file("volumes"))"
            cgroup_manager = "cgroupfs"
            lock_type = "file"
            events_logger = "none"
            [network]
            network_config_dir = "\(pull.file("networks"))"

            """
        try settings.write(toFile: pull.file("containers.conf"), atomically: false, encoding: .utf8)
    }

    func commands(for pull: Pull) -> [Command] {
        let own = ["--mount", "--propagation", "private", "env", "CONTAINERS_CONF=" + pull.file("containers.conf")]
        let driver = Overlay.isPossible ? "overlay" : "vfs"
        let storage = ["--root", pull.file("storage"), "--runroot", pull.file("run"), "--storage-driver", driver]
        let options = ["-q", "--tls-verify=false", "--os", "linux", "--arch", "amd64"]
        return [Command("unshare", own + ["podman"] + storage + ["pull"] + options + [pull.reference])]
    }
}

/// `skopeo copy` to an OCI layout, and then `umoci unpack`.
struct SkopeoUmoci: Contestant {
    let name = "skopeo + umoci"
    let unpacks = true

    func obstacle() -> String? { missing("skopeo", "umoci") }

    func commands(for pull: Pull) -> [Command] {
        SkopeoCopy().commands(for: pull) + [
            Command("umoci", ["unpack", "--image", pull.file("layout") + ":1", pull.file("bundle")])
        ]
    }
}

/// The floor: the layers, which are there, unpacked two at a time, each to a directory of its own; nothing is fetched, hashed
/// or laid over other layers.
struct ParallelTar: Contestant {
    /// Its name, which the report colours by.
    static let label = "igzip -dc | tar x (no pull)"

    let name = label
    let unpacks = true
    private let layers: [String]

    /// Unpacks these files, the largest first.
    init(_ image: BenchmarkImage, in layout: String) {
        layers = image.layers.sorted { $0.size > $1.size }.map { "\(layout)/blobs/sha256/\($0.hexadecimal)" }
    }

    func obstacle() -> String? { missing("igzip", "tar", "xargs") }

    func commands(for pull: Pull) -> [Command] {
        let unpack = #"d="$1/${2##*/}"; mkdir "$d" && igzip -dc "$2" | tar -x -C "$d""#
        let all = #"f=$1 p=$2; shift 2; printf '%s\n' "$@" | xargs -P 2 -n 1 sh -c "$p" sh "$f""#
        return [Command("sh", ["-c", all, "sh", pull.folder, unpack] + layers)]
    }
}
