import Testing

@testable import RegistryProtocol

struct SettingSourceTests {
    @Test(arguments: [
        (SettingSource.file(path: "/etc/x.toml"), "/etc/x.toml"),
        (
            .file(path: "/etc/x.toml", line: 3, part: "[host.\"https://m.example\"]"),
            "/etc/x.toml, line 3, [host.\"https://m.example\"]"
        ),
        (
            .file(path: "/etc/x.toml", part: "[host.\"http://u:s3cret@m.example\"]"),
            "/etc/x.toml, [host.\"http://<redacted>@m.example\"]"
        ),
        (.flag(name: "--mirror", value: "http://u:s3cret@m.example"), "--mirror http://<redacted>@m.example"),
        (.imageName, "the image's name"),
    ])
    func `the location of a setting shows no password`(source: SettingSource, expected: String) {
        #expect(source.description == expected)
    }
}
