import Foundation
import TestSupport
import Testing

struct CredentialHelperTests {
    @Test func `a credential helper receives the whole environment, and its password is never printed`() throws {
        let registry = try MisbehavingRegistry(access: .basic(["user": "hunter2"]))
        let image = SampleImages.single()
        registry.add(image, to: "app", tags: ["1"])
        let home = try TemporaryFolder()
        try home.write(".docker/config.json", #"{"credsStore":"test"}"#)
        // It answers only if it receives a variable of its own.
        let helper = try home.write(
            "bin/docker-credential-test",
            """
            #!/bin/sh
            [ "$HELPER_PROFILE" = work ] && echo '{"ServerURL":"x","Username":"user","Secret":"hunter2"}'
            """)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: helper)
        let environment = [
            "HOME": home.path, "HELPER_PROFILE": "work", "PATH": home.file("bin") + ":/usr/local/bin:/usr/bin:/bin",
        ]
        let result = try Command.run("digest", "-v", registry.reference("app:1"), environment: environment)
        #expect(result.status == 0)
        #expect(result.output == image.digest + "\n")
        #expect(!result.errors.contains("hunter2"))
        #expect(!result.errors.contains("dXNlcjpodW50ZXIy"))
    }
}
