import ArgumentParser
import CommandRendering
import ImageResolver

/// The options of `resolve check` for the digests in files.
struct PinOptions: ParsableArguments {
    @Option(
        name: .customLong("pins"), parsing: .upToNextOption,
        help: .value(
            "file",
            """
            Instead of an image, check the digests in these files: Dockerfiles, compose, Kubernetes and Kustomize files, \
            Helm values, workflows, lists of images, or any text.
            """))
    var files: [FilePath] = []

    @Flag(help: "Write the digest of the list where one of its entries is pinned.")
    var fix = false

    /// What is wrong with the combination of options; `nil` if nothing is.
    func problem(image: String?) -> String? {
        if image == nil && files.isEmpty { return "an image or --pins is missing" }
        if image != nil && !files.isEmpty { return "an image and --pins cannot be combined" }
        return fix && files.isEmpty ? "--fix needs --pins" : nil
    }

    /// Prints what each pin stands for, and then fails if one names a list's entry, or could not be asked for.
    func check(by resolver: Resolver, _ console: Console) async throws(ResolverError) {
        let report = try await resolver.withClockRunning().checkPins(in: files.map(\.text), fixes: fix)
        let rendering = PinRendering(report)
        if console.mode.isJSON {
            console.print([rendering.json.pretty])
        } else {
            console.print(rendering.lines(brief: console.mode.isQuiet))
            console.log([rendering.summary])
        }
        for failure in report.otherFailures { console.print(failure) }
        if let error = report.error { throw error }
    }
}
