import Foundation
import TestSupport

/// The image of `make demo`, made by its script and served by `resolve serve`.
struct DemoImage {
    /// Where it is served: `127.0.0.1:PORT`.
    let authority: String
    private let folder: TemporaryFolder
    private let server: BackgroundProgram

    /// Makes the image and waits until it is served.
    init() throws {
        folder = try TemporaryFolder()
        let script = Fixtures.checkout + "/Scripts/make-image.sh"
        try runChecked("sh", [script, folder.file("image"), "1"], timeoutSeconds: 120)
        server = try BackgroundProgram(
            ResolveBinary.path(), ["serve", folder.file("image"), "--name", "demo/hello", "--listen", "127.0.0.1:0"])
        let line = try server.waitForLine(containing: " on http://")
        authority = line.components(separatedBy: " on http://").last ?? ""
    }
}
