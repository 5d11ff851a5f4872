import TestSupport
import Testing

/// What `explain` shows of compatibility artifacts.
struct ExplainCompatibilityTests {
    private let image = SampleImages.amd64Levels()

    private func registry(_ rules: String = SampleCompatibility.rules) throws -> MisbehavingRegistry {
        let registry = try MisbehavingRegistry()
        registry.content.referrersSettings = .init()
        registry.add(image, to: "app", tags: ["1"])
        registry.add(SampleCompatibility.artifact(rules, on: image.child(2).root), to: "app", tags: [])
        return registry
    }

    @Test func `the table shows each requirement with the fact and the verdict`() throws {
        let registry = try registry()
        let result = try Command.run("explain", "--host", "amd64-v3", registry.reference("app:1"))
        #expect(result.status == 0)
        #expect(result.errors == "")
        let lines = result.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
        let artifact = SampleCompatibility.artifact(SampleCompatibility.rules, on: image.child(2).root)
        let digest = artifact.digest.split(separator: ":")[1].prefix(12)
        for line in [
            "compatibility for rule requirement this host verdict",
            "\(digest) 2 all rules needs AVX2, tag cpu, weight 10 - cannot be told: it is not known of this host",
            "\(digest) 2 vectors cpu.cpuid AVX2: Exists present met",
            "\(digest) 2 vectors cpu.cpuid AVX512F: DoesNotExist absent met",
            "\(digest) 2 either kernel, alternative 1 kernel.version major: Ge 6 - cannot be told: it is not known of this host",
            "\(digest) 2 card pci.device vendor: In 10de - cannot be told: it is not known of this host",
        ] {
            #expect(lines.contains(line), "\(line)")
        }
    }

    @Test func `--json has the verdicts`() throws {
        let registry = try registry()
        let other = try Command.run("explain", "--json", "--host", "amd64-v1", registry.reference("app:1"))
        #expect(try JSONObject(other.output).members["compatibility"] as? [String] == [])
        let matching = try Command.run("explain", "--json", "--host", "amd64-v3", registry.reference("app:1"))
        let artifact = try #require(try JSONObject(matching.output).objects("compatibility").first)
        #expect(artifact.text("source") == "artifact")
        #expect(artifact.text("subject") == image.child(2).digest)
        #expect(artifact.numbers("position") == [2])
        let sets = artifact.objects("sets")
        #expect(sets.map { $0.text("verdict") } == ["unknown", "unknown"])
        #expect(sets[0].objects("rules").map { $0.text("verdict") } == ["met", "unknown"])
        #expect(sets[0].objects("rules")[0].objects("requirements").map { $0.text("fact") } == ["present", "absent"])
    }

    @Test func `hostile rules stay text, in the table and on the page`() throws {
        let rules = """
            version: v1alpha1
            compatibilities:
            - description: "<script>alert(1)</script>\\e[31m"
              rules: [{name: "</table>", matchFeatures: [{feature: "<b>", matchExpressions: {"<i>": {op: InRegexp, value: ["(a*)*b", "<u>"]}}}]}]
            """
        let registry = try registry(rules)
        let table = try Command.run("explain", "--host", "amd64-v3", registry.reference("app:1"))
        #expect(!table.output.contains("\u{1B}"))
        #expect(table.output.contains(#"\u{1b}[31m"#))
        let page = try Command.run("explain", "--host", "amd64-v3", "--html", "-", registry.reference("app:1"))
        let shown = try Browser.measure(page.output, width: 400, scheme: .dark)
        #expect(shown.active == [])
        #expect(shown.scrollWidth <= 400)
        #expect(shown.faint == [])
        #expect(shown.headings.contains("h2 Compatibility"))
        #expect(shown.rows.contains { $0.contains("<script>alert(1)</script>\\u{1b}[31m") })
    }
}
