import ImageModel
import ImageResolver

/// A manifest list that was put together, for people and for programs.
package struct ListRendering {
    private let list: ManifestList

    /// A rendering of one list.
    package init(_ list: ManifestList) {
        self.list = list
    }

    /// What `docker manifest create` says.
    package var created: String { "Created manifest list \(list.name)" }

    /// The list for programs.
    package var json: JSONValue {
        .object([
            "list": .text(list.name.description),
            "manifests": .list(
                list.entries.map { entry in
                    .object([
                        "image": .text(entry.image.description),
                        "digest": .digest(entry.descriptor.digest),
                        "mediaType": .text(entry.descriptor.mediaType),
                        "size": .integer(entry.descriptor.size),
                        "platform": .platform(entry.descriptor.platform),
                    ])
                }),
        ])
    }

    /// A table of lists: a line each, under headings; no line at all where there are none.
    package static func lines(_ lists: [ManifestList]) -> [String] {
        guard !lists.isEmpty else { return [] }
        var table = TextTable(["list", "images", "platforms"], rightAligned: [1])
        for list in lists {
            let platforms = list.entries.map { Shown.platform($0.descriptor.platform) }
            table.add([list.name.description, "\(list.entries.count)", platforms.joined(separator: ", ")])
        }
        return table.lines()
    }
}
