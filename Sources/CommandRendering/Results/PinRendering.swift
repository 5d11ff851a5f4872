import ImageModel
import ImageResolver
import PinModel
import PlatformModel

/// The output of `resolve check --pins`: what each digest in the files stands for.
package struct PinRendering {
    private let report: PinReport

    /// Renders one report.
    package init(_ report: PinReport) {
        self.report = report
    }

    /// One line per pin, `file:line: reference: sentence`; `brief` leaves out pins with which nothing is wrong.
    package func lines(brief: Bool = false) -> [String] {
        report.files.flatMap { file in
            let path = Printable.escaped(file.path, limit: .max)
            let pins = file.pins.filter { !brief || Self.needsAttention($0) }.map { pin in
                (pin.pin.line, "\(path):\(pin.pin.line): \(pin.pin.reference): \(Self.sentence(about: pin))")
            }
            let others = file.unchecked.map { image in
                (
                    image.line,
                    "\(path):\(image.line): \(Shown.text(image.text)): not checked: \(Shown.sentence(image.reason))"
                )
            }
            return (pins + others).sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    /// How many pins there are of each kind, as one line.
    package var summary: String {
        var counts: [String: Int] = [:]
        for pin in report.pins { counts[Self.word(of: pin), default: 0] += 1 }
        let unpinned = report.files.reduce(0) { $0 + $1.unpinned }
        let unchecked = report.files.reduce(0) { $0 + $1.unchecked.count }
        let parts: [(count: Int, words: String)] = [
            (counts["list"] ?? 0, "of lists"), (counts["child"] ?? 0, "of one entry of a list"),
            (counts["rewritten"] ?? 0, "rewritten"), (counts["single"] ?? 0, "of images without a list"),
            (counts["unknown"] ?? 0, "of one platform's image"), (counts["moved"] ?? 0, "whose tag has moved"),
            (counts["error"] ?? 0, "not answered"),
        ]
        let details = parts.filter { $0.count > 0 }.map { "\($0.count) \($0.words)" }
        var line = Quantity.count(report.pins.count, "pin")
        if !details.isEmpty { line += ": " + details.joined(separator: ", ") }
        if unpinned > 0 { line += "; \(Quantity.count(unpinned, "image")) without a digest" }
        if unchecked > 0 { line += "; \(unchecked) not checked" }
        return line
    }

    /// The report for `--json`.
    package var json: JSONValue {
        .object([
            "files": .list(
                report.files.map { file in
                    .object([
                        "file": .text(file.path),
                        "kind": .optional(file.kind?.rawValue),
                        "pins": .list(file.pins.map(Self.json)),
                        "unpinned": .integer(Int64(file.unpinned)),
                        "unchecked": .list(
                            file.unchecked.map { image in
                                .object([
                                    "line": .integer(Int64(image.line)), "text": .text(image.text),
                                    "reason": .text(image.reason),
                                ])
                            }),
                        "error": Self.json(of: file.failure),
                    ])
                }),
            "passed": .bool(report.error == nil),
        ])
    }

    private static func json(of checked: CheckedPin) -> JSONValue {
        var members: [String: JSONValue] = [
            "line": .integer(Int64(checked.pin.line)),
            "reference": .text(checked.pin.reference.description),
            "digest": .digest(checked.pin.digest),
            "word": .text(word(of: checked)),
            "kind": .null, "platform": .null, "list": .null, "current": .null, "error": .null,
            "rewritten": .bool(checked.isRewritten),
        ]
        switch checked.result {
        case .success(let verdict):
            members["kind"] = .text(verdict.isList ? "index" : "manifest")
            members["platform"] = .platform(verdict.platform)
            members["list"] = .digest(verdict.list)
            if case .moved(let current, _) = verdict { members["current"] = .digest(current) }
        case .failure(let error): members["error"] = json(of: error)
        }
        return .object(members)
    }

    private static func json(of error: ResolverError?) -> JSONValue {
        guard let error else { return .null }
        return .object(["code": .text(error.kind.rawValue), "message": .text(error.message)])
    }

    /// The verdict in one word, which JSON output repeats.
    private static func word(of checked: CheckedPin) -> String {
        switch checked.result {
        case .success(let verdict): checked.isRewritten ? "rewritten" : verdict.word
        case .failure: "error"
        }
    }

    private static func needsAttention(_ checked: CheckedPin) -> Bool {
        switch checked.result {
        case .success(.list), .success(.single): false
        case .success, .failure: true
        }
    }

    private static func sentence(about checked: CheckedPin) -> String {
        switch checked.result {
        case .failure(let error): return "not checked: \(Shown.sentence(error.message))"
        case .success(.list): return "a list"
        case .success(.single(let platform)): return "\(image(for: platform)); there is no list"
        case .success(.unknown(let platform)):
            return "warning: \(image(for: platform)); no tag beside it says of which list, if any"
        case .success(.moved(let current, let pinned)):
            let subject = if case .manifest(let platform) = pinned { image(for: platform) } else { "a list" }
            let tag = checked.pin.reference.tag.map { "'\(Shown.text($0))'" } ?? "beside it"
            return "warning: \(subject), and the tag \(tag) now names another, \(current)"
        case .success(.child(let list, let platform)):
            let subject = "\(image(for: platform)), an entry of the list \(list)"
            guard let better = checked.better else { return subject }
            if checked.isRewritten { return "\(subject); rewritten to \(better)" }
            let isWritable = checked.pin.location != nil
            return "error: \(subject); pin \(better)"
                + (isWritable ? "" : " (--fix cannot: the digest is not in one piece)")
        }
    }

    private static func image(for platform: Platform?) -> String {
        platform.map { "one platform's image (\(Shown.text($0.short)))" } ?? "one manifest"
    }
}
