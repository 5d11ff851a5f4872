import ImageModel
import PlatformModel

extension ExplainedCandidate {
    /// Joins the verdict on an entry with what the entry says of itself.
    init(_ judged: JudgedCandidate, in tree: ImageTree) {
        let entry = tree.entry(at: judged.position)
        self.init(
            position: judged.position,
            digest: entry?.descriptor.digest,
            size: entry?.descriptor.size,
            platform: judged.platform,
            mediaType: entry?.descriptor.mediaType,
            attachedTo: entry?.descriptor.attested,
            verdict: judged.verdict
        )
    }
}
