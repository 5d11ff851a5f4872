import ImageModel
import PlatformModel

/// One wanted platform's image, chosen and read.
struct Selection: Sendable {
    /// What was wanted.
    let wanted: Wanted
    /// The document that the image's name stands for.
    let root: Document
    /// Everything that was read, judged.
    let tree: ImageTree
    /// The judgement.
    let judgement: Judgement
    /// The winner's place; empty for a lone manifest that was taken against the rules.
    let position: Position
    /// The ranking's word for the winner.
    let word: String
    /// The winner's manifest and config.
    let documents: ImageDocuments
    /// The platform that the entry declares, else the one its config names.
    let platform: Platform?
    /// What the user should know of the choice.
    let remarks: [SelectionRemark]

    /// Whether the name stands for a list.
    var isFromIndex: Bool {
        if case .index = root.content { true } else { false }
    }
}
