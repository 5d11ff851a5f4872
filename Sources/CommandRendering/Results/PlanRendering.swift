import ImageModel
import ImageResolver

/// The output of `resolve plan`.
package struct PlanRendering {
    private let images: [PlannedImage]
    private let total: PullCost

    /// Renders the images that can be pulled.
    package init(_ plan: PlannedPull) {
        images = plan.outcomes.flatMap { outcome -> [PlannedImage] in
            if case .done(let images) = outcome { images } else { [] }
        }
        total = plan.total
    }

    /// A block for each image, and the total of several.
    package var lines: [String] {
        var blocks = images.map { Self.lines(for: $0) }
        if images.count > 1 {
            blocks.append(["total     \(Quantity.count(images.count, "image"))"] + Self.lines(for: total))
        }
        return Array(blocks.joined(separator: [""]))
    }

    /// An object for each image, and one with the total of several, each to be printed on one line.
    package var json: [JSONValue] {
        var objects = images.map { Self.json($0) }
        if images.count > 1 {
            let cost = Self.members(total).merging(["images": .integer(Int64(images.count))]) { own, _ in own }
            objects.append(.object(["total": .object(cost)]))
        }
        return objects
    }

    private static func lines(for image: PlannedImage) -> [String] {
        var lines = [
            "image     \(Shown.text(image.image))",
            "chosen    \(image.digest)  \(Shown.platform(image.platform)), \(Shown.text(image.reason))",
        ]
        if let source = image.source { lines.append("from      \(Shown.text(source))") }
        var table = TextTable(["layer", "size", "state"], rightAligned: [1])
        for layer in image.layers {
            let state = layer.isPresent ? "present" : layer.isShared ? "with another image" : "to fetch"
            table.add([layer.digest.description, Quantity.bytes(layer.size), state])
        }
        lines += image.layers.isEmpty ? [] : [""] + table.lines(indent: "  ") + [""]
        return lines + Self.lines(for: image.cost)
    }

    private static func lines(for cost: PullCost) -> [String] {
        let held = [(cost.present, "present"), (cost.resumed, "of an interrupted pull")]
        let rest = held.filter { $0.0 > 0 }.map { ", \(Quantity.bytes($0.0)) \($0.1)" }.joined()
        return [
            "download  \(Quantity.bytes(cost.download))\(rest)",
            "disk      \(Quantity.bytes(cost.disk))",
            "requests  \(cost.requests)",
        ]
    }

    private static func json(_ image: PlannedImage) -> JSONValue {
        .object(
            members(image.cost).merging([
                "image": .text(image.image),
                "name": .text(image.name),
                "digest": .digest(image.digest),
                "index": .digest(image.index),
                "platform": .platform(image.platform),
                "word": .text(image.reason),
                "source": .optional(image.source),
                "layers": .list(
                    image.layers.map { layer in
                        .object([
                            "digest": .digest(layer.digest), "size": .integer(layer.size),
                            "mediaType": .text(layer.mediaType), "cached": .bool(layer.isPresent),
                            "shared": .bool(layer.isShared),
                        ])
                    }),
            ]) { own, _ in own })
    }

    private static func members(_ cost: PullCost) -> [String: JSONValue] {
        [
            "download": .integer(cost.download), "resumed": .integer(cost.resumed), "present": .integer(cost.present),
            "disk": .integer(cost.disk), "requests": .integer(Int64(cost.requests)),
        ]
    }
}
