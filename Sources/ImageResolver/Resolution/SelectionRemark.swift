/// What the user should know of a choice.
enum SelectionRemark: Hashable, Sendable {
    /// It was taken although the rules speak against it.
    case warning(String)
    /// A detail that does not decide whether it runs.
    case note(String)

    /// The remark as it is told.
    func event(about image: String) -> ResolverEvent {
        switch self {
        case .warning(let text): .warning("\(image): \(text)")
        case .note(let text): .note("\(image): \(text)")
        }
    }
}
