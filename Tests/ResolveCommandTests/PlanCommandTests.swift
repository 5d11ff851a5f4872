import Foundation
import TestSupport
import Testing

struct PlanCommandTests {
    private let registry: MisbehavingRegistry
    private let image = SampleImages.sixPlatforms()

    init() throws {
        registry = try MisbehavingRegistry()
        registry.add(image, to: "team/app", tags: ["1"])
    }

    private var reference: String { registry.reference("team/app:1") }

    @Test(.userCase("Q4"))
    func `the plan of a list is a line an image and a total, and the pull receives what it says`()
        throws
    {
        let folder = try TemporaryFolder()
        let list = "\(reference) --platform=linux/arm64\n\(reference) --platform=linux/amd64\n"
        let plan = try Command.run("plan", "--json", "--file", "-", "-o", folder.file("out"), stdin: list)
        #expect(plan.status == 0, "\(plan.errors)")
        let lines = try plan.output.split(separator: "\n").map { try JSONObject($0) }
        #expect(lines.count == 3)
        #expect(lines.prefix(2).map { $0.text("digest") } == [image.child(1).digest, image.child(0).digest])
        for line in lines.prefix(2) {
            #expect(Set(["image", "layers", "download", "disk", "requests"]).isSubset(of: line.keys))
            #expect(line.objects("layers").allSatisfy { Set(["digest", "size", "cached"]).isSubset(of: $0.keys) })
        }
        #expect(!FileManager.default.fileExists(atPath: folder.file("out")))
        let pulled = try Command.run("pull", "--json", "--file", "-", "-o", folder.file("out"), stdin: list)
        let results = try pulled.output.split(separator: "\n").map { try JSONObject($0) }
        // Which of the two receives the shared layer depends on the moment.
        #expect(
            results.compactMap { $0.number("bytes") }.reduce(0, +)
                == lines.prefix(2).compactMap { $0.number("download") }.reduce(0, +))
        #expect(lines[2].object("total")?.number("images") == 2)
    }

    @Test func `the plan of one image is a block of lines`() throws {
        let result = try Command.run("plan", reference, "--platform", "linux/arm64")
        #expect(result.status == 0)
        #expect(result.errors == "")
        let lines = result.output.split(separator: "\n").map(String.init)
        #expect(lines.prefix(3).map { $0.prefix(10) } == ["image     ", "chosen    ", "from      "])
        #expect(lines.filter { $0.hasSuffix("to fetch") }.count == 2)
        #expect(lines.last == "requests  5")
    }

    @Test func `images that cannot be pulled do not end the plan of the others, and the status is 12`() throws {
        let none = registry.reference("team/none:1")
        let result = try Command.run("plan", "--json", none, reference, "--platform", "linux/amd64")
        #expect(result.status == 12)
        #expect(try JSONObject(result.output.split(separator: "\n")[0]).text("image") == reference)
        let errors = try result.errors.split(separator: "\n").compactMap { try JSONObject($0).object("error") }
        #expect(errors.map { $0.number("exit") } == [6, 12])
        #expect(try Command.run("plan", none).status == 6)
        #expect(try Command.run("plan").status == 64)
    }
}
