import ImageModel
import ImageResolver
import PlatformModel

/// The output of `resolve check`: every platform with its result, and what was found.
package struct CheckRendering {
    private let report: ImageCheckReport

    /// Renders one report.
    package init(_ report: ImageCheckReport) {
        self.report = report
    }

    /// The report as tables, no line of which is longer than `width` characters, if that is given.
    package func lines(width: Int? = nil) -> [String] {
        var header = TextTable()
        header.add(["image", Shown.text(report.image)])
        if let digest = report.indexDigest { header.add(["index", digest.description]) }
        if let mediaType = report.indexMediaType { header.add(["type", Shown.text(mediaType)]) }
        var lines = header.lines() + [""]
        lines += width.map { platforms.lines(width: $0, movingLast: 9) } ?? platforms.lines()
        if let findings {
            lines += [""] + (width.map { findings.lines(width: $0, movingLast: 9) } ?? findings.lines())
        }
        return lines + [""] + [conclusion]
    }

    /// One line per platform, with its result.
    package var brief: [String] {
        report.platforms.map { "\(Shown.platform($0.platform)) \($0.outcome.rawValue)" }
    }

    /// The report for `--json`.
    package var json: JSONValue {
        .object([
            "image": .text(report.image),
            "index": report.indexDigest == nil
                ? .null
                : .object([
                    "digest": .digest(report.indexDigest), "mediaType": .optional(report.indexMediaType),
                ]),
            "layersRead": .bool(report.depth == .layers),
            "passed": .bool(report.error == nil),
            "affinity": report.affinity.map { AffinityRendering($0).json } ?? .null,
            "platforms": .list(report.platforms.map(Self.json(of:))),
            "skipped": .list(
                report.skipped.map { entry in
                    .object([
                        "position": .position(entry.position), "digest": .digest(entry.digest),
                        "word": .text(entry.reason), "detail": .text(entry.detail),
                    ])
                }),
        ])
    }

    private static func json(of platform: CheckedPlatform) -> JSONValue {
        .object([
            "position": .position(platform.position),
            "digest": .digest(platform.digest),
            "platform": .platform(platform.platform),
            "declared": .bool(platform.isDeclared),
            "result": .text(platform.outcome.rawValue),
            "findings": .list(platform.findings.map(json(of:))),
            "start": .list(
                platform.start.map { step in
                    .object([
                        "path": .text(step.path), "content": .text(step.content), "layer": .digest(step.layer),
                    ])
                }),
            "layers": .list(
                platform.layers.map { layer in
                    .object([
                        "digest": .digest(layer.digest), "size": .integer(layer.size),
                        "mediaType": .text(layer.mediaType),
                        "contents": layer.contents.map(json(of:)) ?? .null,
                    ])
                }),
            "error": platform.error.map { error in
                .object([
                    "code": .text(error.kind.rawValue), "exit": .integer(Int64(ExitStatus(error.kind).rawValue)),
                    "message": .text(error.message),
                ])
            } ?? .null,
        ])
    }

    private static func json(of contents: CheckedPlatform.LayerContents) -> JSONValue {
        .object([
            "entries": .integer(Int64(contents.entries)),
            "uncompressedBytes": .integer(contents.uncompressedBytes),
            "compression": .text(contents.compression),
            "programs": .list(
                contents.programs.map { programs in
                    .object([
                        "builtFor": .list(programs.builtFor.map(JSONValue.text)),
                        "suitable": .bool(programs.areSuitable), "count": .integer(Int64(programs.count)),
                        "example": .text(programs.example),
                    ])
                }),
        ])
    }

    private static func json(of finding: CheckFinding) -> JSONValue {
        .object([
            "severity": .text(finding.severity.rawValue),
            "kind": .text(finding.kind.rawValue),
            "path": .optional(finding.path),
            "layer": .digest(finding.layer),
            "expected": .optional(finding.expected),
            "found": .optional(finding.found),
            "message": .text(finding.message),
            "remedy": .optional(finding.remedy),
        ])
    }

    /// One line per platform, and per entry that is no image.
    private var platforms: TextTable {
        var table = TextTable(["position", "platform", "digest", "result", "start"])
        let checked = report.platforms.map { platform in
            (
                platform.position,
                [
                    Shown.position(platform.position), Shown.platform(platform.platform),
                    Shown.digest(platform.digest), platform.outcome.rawValue, Self.start(of: platform),
                ]
            )
        }
        let skipped = report.skipped.map { entry in
            (
                entry.position,
                [
                    Shown.position(entry.position), "-", Shown.digest(entry.digest), "skipped",
                    "\(entry.reason): \(Shown.text(entry.detail))",
                ]
            )
        }
        // Platforms that were asked for stay in their order: then nothing is skipped.
        let rows = skipped.isEmpty ? checked : (checked + skipped).sorted { $0.0.lexicographicallyPrecedes($1.0) }
        for (_, row) in rows { table.add(row) }
        return table
    }

    /// The files that are started, from the entrypoint on.
    private static func start(of platform: CheckedPlatform) -> String {
        platform.start.map { "\(Shown.text($0.path)) (\(Shown.text($0.content)))" }.joined(separator: " → ")
    }

    /// What was found, and why platforms could not be checked; `nil` for nothing.
    private var findings: TextTable? {
        var table = TextTable(["platform", "severity", "expected", "found", "layer", "finding"])
        var isEmpty = true
        for platform in report.platforms {
            let name = Shown.platform(platform.platform)
            for finding in platform.findings {
                isEmpty = false
                table.add([
                    name, finding.severity.rawValue, Shown.text(finding.expected ?? "-"),
                    Shown.text(finding.found ?? "-"), Shown.digest(finding.layer), Shown.sentence(finding.sentence),
                ])
            }
            if let error = platform.error {
                isEmpty = false
                table.add([name, "error", "-", "-", "-", Shown.sentence(error.message)])
            }
        }
        return isEmpty ? nil : table
    }

    /// How many platforms have passed, and how much was read.
    private var conclusion: String {
        let count = Quantity.count(report.platforms.count, "platform")
        let depth = report.depth == .documents ? "; layers were not read" : ""
        return "passed  \(report.passed.count) of \(count)\(depth)"
    }
}
