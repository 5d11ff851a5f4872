import ImageModel
import PlatformModel

/// The library oras-go, as the program oras uses it.
///
/// Without `--platform` the whole index is the answer. With it, the first entry is taken that has all that was asked for,
/// also if it is an index, which is not searched.
struct OrasGo: ClientPolicy {
    func wanted(by question: ClientQuestion) -> Platform? { question.requested }

    func answer(to question: ClientQuestion) -> ClientAnswer {
        switch question.image {
        case .manifest(let entry):
            guard let requested = question.requested else { return ClientAnswer(.takes([0])) }
            return lone(entry, requested)
        case .index(let index):
            guard let requested = question.requested else {
                let because = "without --platform it copies all entries, and one cannot be copied"
                return copyError(of: index.entries).map { .fails($0, because: because) } ?? ClientAnswer(.takesIndex)
            }
            guard let chosen = index.entries.firstIndex(where: { $0.platform?.satisfies(requested) == true }) else {
                return .fails(
                    "\(question.digest): not found: no matching manifest was found in the manifest list")
            }
            return copyError(of: [index.entries[chosen]]).map { .fails($0, at: [chosen]) }
                ?? ClientAnswer(.takes([chosen]))
        }
    }

    /// A single manifest is compared with its config, and an unknown config is an error.
    private func lone(_ entry: ClientEntry, _ requested: Platform) -> ClientAnswer {
        guard let manifest = entry.manifest else { return ClientAnswer(.takes([0])) }
        guard manifest.isImage else {
            let expected = entry.mediaType == MediaType.dockerManifest ? MediaType.dockerConfig : MediaType.ociConfig
            return .fails(
                "fail to recognize platform from unknown config \(manifest.configMediaType): expect \(expected): "
                    + "unsupported")
        }
        guard manifest.platform?.satisfies(requested) == true else {
            return .fails(
                "\(entry.digest): not found: platform in manifest does not match target platform")
        }
        return ClientAnswer(.takes([0]))
    }

    /// Why these entries, and those of the indexes among them, cannot be copied; `nil` if they can.
    private func copyError(of entries: [ClientEntry]) -> String? {
        for entry in entries {
            if !entry.hasKnownAlgorithm {
                return "\(entry.digest): \(entry.mediaType): invalid digest"
            }
            // An unknown type is asked for as a blob, which the registry does not have.
            if entry.document == .missing || entry.kind == .schema1 || entry.kind == .other {
                return "\(entry.digest): not found"
            }
            if let error = copyError(of: entry.nested ?? []) { return error }
        }
        return nil
    }
}
