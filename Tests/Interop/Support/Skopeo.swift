import TestSupport

/// Debian's skopeo.
enum Skopeo {
    /// Copies the image that skopeo itself picks for `platform` to `destination`, digests unchanged.
    static func copy(_ source: String, to destination: String, platform: String) throws -> ProgramResult {
        let fromPlatform = overrides(platform) + ["copy", "--src-tls-verify=false", "--preserve-digests", "--quiet"]
        return try run(
            "skopeo", ["--insecure-policy"] + fromPlatform + [source, destination], timeoutSeconds: 120)
    }

    /// Copies every image of a list to an OCI layout or a `dir:`.
    static func copyAll(_ source: String, to destination: String) throws {
        let options = ["--all", "--src-tls-verify=false", "--preserve-digests", "--quiet"]
        try runChecked(
            "skopeo", ["--insecure-policy", "copy"] + options + [source, destination], timeoutSeconds: 120)
    }

    /// What `skopeo inspect` says of an image, as JSON.
    static func inspect(_ source: String, platform: String? = nil) throws -> String {
        let options = platform.map(overrides) ?? []
        return try runChecked("skopeo", options + ["inspect", "--tls-verify=false", source]).output
    }

    /// The manifest's own bytes; `authFile` holds the credentials, where some are needed.
    static func raw(_ source: String, authFile: String? = nil) throws -> [UInt8] {
        let credentials = authFile.map { ["--authfile", $0] } ?? []
        return try runChecked("skopeo", ["inspect", "--raw", "--tls-verify=false"] + credentials + [source]).stdout
    }

    private static func overrides(_ platform: String) -> [String] {
        let parts = platform.split(separator: "/").map(String.init)
        return zip(["--override-os", "--override-arch", "--override-variant"], parts).flatMap { [$0, $1] }
    }
}
