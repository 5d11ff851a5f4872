import ImageModel
import ImageStore
import TestSupport
import Testing

@testable import ImageResolver

/// The names that a pull gives an image in its output.
struct ListedNamesTests {
    private static let zeros = "sha256:" + String(repeating: "0", count: 64)

    /// A present entry's short and full name, and what is known of the image, all as texts; then the two names.
    private static let cases:
        [(present: (String, String?)?, chosen: String?, full: String?, tag: String?, names: (String?, String?))] = [
            (nil, nil, "reg.example/app:v1", nil, ("v1", "reg.example/app:v1")),
            (nil, nil, "app", nil, ("latest", "docker.io/library/app:latest")),
            (nil, nil, "reg.example/app:v1@\(zeros)", nil, ("v1", "reg.example/app:v1")),
            (nil, nil, nil, "v1", ("v1", nil)),
            (nil, nil, nil, nil, (nil, nil)),
            // A layout that lists full names goes on to do so.
            (nil, nil, "host/app:v1", "host/app:v1", ("host/app:v1", "docker.io/host/app:v1")),
            (("v1", "reg.example/app:v1"), nil, "reg.example/app:v1", nil, ("v1", "reg.example/app:v1")),
            (
                ("v1", "reg.example/other:v1"), nil, "reg.example/app:v1", nil,
                ("reg.example/app:v1", "reg.example/app:v1")
            ),
            (("v1", nil), nil, "reg.example/app:v1", "v1", ("reg.example/app:v1", "reg.example/app:v1")),
            (("v1", nil), nil, nil, "v1", ("v1", nil)),
            // What the user chooses names the image everywhere.
            (nil, "kept", "reg.example/app:v1", nil, ("kept", "reg.example/app:kept")),
            (nil, "kept", nil, "v1", ("kept", nil)),
            (nil, "app:v2", "reg.example/app:v1", nil, ("app:v2", "docker.io/library/app:v2")),
            (nil, "two words", "reg.example/app:v1", nil, ("two words", "reg.example/app:v1")),
            (
                ("v1", "reg.example/other:v1"), "v1", "reg.example/app:v1", nil,
                ("v1", "reg.example/app:v1")
            ),
        ]

    @Test(.userCase("L30"), arguments: cases.indices)
    func `an image is listed by its tag and its full name`(index: Int) throws {
        let (present, chosen, full, tag, expected) = Self.cases[index]
        let digest = try Digest(parsing: Self.zeros)
        let descriptor = Descriptor(mediaType: MediaType.ociManifest, digest: digest, size: 1)
        let entries = present.map { [LayoutEntry(descriptor, name: $0.0, imageName: $0.1)] } ?? []
        let names = ListedNames(
            chosen: chosen, fullName: try full.map { try Reference(parsing: $0) }, tag: tag, among: entries)
        #expect(names.name == expected.0)
        #expect(names.imageName == expected.1)
    }

    @Test func `a digest alone is a full name without a tag`() throws {
        let name = "reg.example/app@\(Self.zeros)"
        let reference = try Reference(parsing: name)
        let names = ListedNames(chosen: nil, fullName: reference, tag: nil, among: [])
        #expect(names.name == nil)
        #expect(names.imageName == name)
        let chosen = ListedNames(chosen: "v1", fullName: reference, tag: nil, among: [])
        #expect(chosen.imageName == "reg.example/app:v1")
    }
}
