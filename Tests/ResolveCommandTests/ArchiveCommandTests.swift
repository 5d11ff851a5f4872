import Foundation
import TestSupport
import Testing

/// Archives that nobody should have to read, given to the program.
struct ArchiveCommandTests {
    private static let image = SampleImages.single("linux/amd64")
    private static let root = "blobs/" + image.digest.split(separator: ":").joined(separator: "/")

    /// The image's archive with `files` in place of the member `name`.
    private static func archive(replacing name: String, by files: [LayerFile]) -> [LayerFile] {
        image.archiveMembers(tag: "1").filter { $0.path != name } + files
    }

    private static func equalNames(_ count: Int) -> LayerFile {
        let entries = (0..<count).map { number in
            JSONText.object([
                ("mediaType", .string("application/vnd.oci.image.manifest.v1+json")), ("size", .number(2)),
                ("digest", .string(SampleDigest.sha256(of: Array("\(number)".utf8)))),
                ("annotations", .strings(["org.opencontainers.image.ref.name": "1"])),
            ])
        }
        let index = JSONText.object([("schemaVersion", .number(2)), ("manifests", .array(entries))])
        return .file("index.json", index.bytes)
    }

    private static let cases: [(members: [LayerFile], status: Int32, sentence: String)] = [
        (
            archive(replacing: "index.json", by: [.symbolicLink("index.json", to: "/etc/hostname")]), 11,
            "its member 'index.json' is a link to '/etc/hostname', which is outside the archive"
        ),
        (
            archive(replacing: root, by: [.symbolicLink(root, to: "../../../root")]), 11,
            "its member '\(root)' is a link to '../../../root', which is outside the archive"
        ),
        (
            archive(replacing: root, by: [.symbolicLink(root, to: "../../a"), .symbolicLink("a", to: root)]), 11,
            "its member '\(root)' is a link that leads through more than 40 links, or in a circle"
        ),
        (
            archive(
                replacing: root,
                by: [.hardLink(root, to: "l0")]
                    + (0..<20_000).map { .symbolicLink("l\($0)", to: "l\(($0 + 1) % 20_000)") }), 11,
            "its member '\(root)' is a link that leads through more than 40 links, or in a circle"
        ),
        (
            archive(replacing: "index.json", by: [equalNames(10_000)]), 6,
            "contains 10000 images named '1'"
        ),
    ]

    @Test(arguments: cases.indices)
    func `an archive that leads nowhere ends in one sentence and leaves nothing`(index: Int) throws {
        let (members, status, sentence) = Self.cases[index]
        let folder = try TemporaryFolder()
        // What a link that leaves the archive would find is the right manifest.
        try folder.write("root", Self.image.root.bytes)
        let archive = try folder.write("in/a.tar", Tar.archive(members))
        let out = folder.file("out")
        let result = try Command.run("pull", "oci-archive:\(archive):1", "--platform", "linux/amd64", "-o", out)
        #expect(result.status == status)
        #expect(result.output == "")
        #expect(result.errors.contains(sentence), "\(result.errors)")
        #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
        #expect(!FileManager.default.fileExists(atPath: out))
    }
}
