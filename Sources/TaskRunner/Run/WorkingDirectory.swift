/// The folder of a step: `/workspace` is the context.
enum WorkingDirectory {
    private static let root = "/workspace"

    /// The folder as a container sees it.
    static func inContainer(_ folder: String?) -> String {
        guard let folder, !folder.isEmpty else { return root }
        return folder.hasPrefix("/") ? folder : "\(root)/\(folder)"
    }

    /// The folder on this machine; an absolute one outside `/workspace` is what it is.
    static func onHost(_ folder: String?, context: String) -> String {
        guard let folder, !folder.isEmpty, folder != root, folder != root + "/" else { return context }
        if folder.hasPrefix(root + "/") { return context + folder.dropFirst(root.count) }
        return folder.hasPrefix("/") ? folder : "\(context)/\(folder)"
    }
}
