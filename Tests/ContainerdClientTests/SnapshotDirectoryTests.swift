import Testing

@testable import ContainerdClient

/// Where the files of a snapshot are, from the mounts that containerd's snapshotters give.
struct SnapshotDirectoryTests {
    private static func mount(_ type: String, _ source: String, _ options: String...) -> SnapshotMount {
        SnapshotMount(type: type, source: source, options: options)
    }

    // As containerd 1.6.20 and 2.1 answer.
    @Test(
        arguments: [
            ([mount("bind", "/r/overlayfs/snapshots/1/fs", "rw", "rbind")], .whole("/r/overlayfs/snapshots/1/fs")),
            ([mount("bind", "/r/native/snapshots/7", "rbind", "rw")], .whole("/r/native/snapshots/7")),
            (
                [
                    mount(
                        "overlay", "overlay", "index=off", "workdir=/r/3/work", "upperdir=/r/3/fs",
                        "lowerdir=/r/2/fs:/r/1/fs")
                ],
                .upper("/r/3/fs")
            ),
        ] as [([SnapshotMount], SnapshotDirectory)])
    func `a bind mount shows the whole, an overlay has an upper directory`(
        mounts: [SnapshotMount], expected: SnapshotDirectory
    ) {
        #expect(SnapshotDirectory(mounts) == expected)
    }

    @Test(arguments: [
        [],
        [mount("ext4", "/dev/mapper/pool-snap-1", "discard")],
        [mount("btrfs", "/dev/sda2", "subvolid=260", "rw")],
        [mount("zfs", "pool/snapshots/1", "rw")],
        [mount("bind", "relative/path", "rw")],
        [mount("overlay", "overlay", "lowerdir=/r/2/fs:/r/1/fs")],
        [mount("overlay", "overlay", "upperdir=relative", "lowerdir=/r/1/fs")],
        // In a user namespace, where other attributes mark opaque directories.
        [mount("overlay", "overlay", "userxattr", "workdir=/r/3/work", "upperdir=/r/3/fs", "lowerdir=/r/1/fs")],
        [mount("erofs", "/r/1/layer.erofs", "ro"), mount("overlay", "overlay", "upperdir=/r/3/fs")],
    ])
    func `files on other file systems, or in several mounts, are in no directory`(mounts: [SnapshotMount]) {
        #expect(SnapshotDirectory(mounts) == nil)
    }

    @Test func `the lower directories of an overlay are told, the uppermost first`() {
        let overlay = Self.mount("overlay", "overlay", "upperdir=/r/3/fs", "lowerdir=/r/2/fs:/r/1/fs")
        #expect(overlay.lowerDirectories == ["/r/2/fs", "/r/1/fs"])
        #expect(Self.mount("bind", "/r/1/fs", "rw").lowerDirectories == [])
    }
}
