/// What the lookups of this module take from the process around them, as values.
package struct ClientEnvironment: Sendable {
    /// The environment variables; a helper program is started with exactly these.
    package var variables: [String: String]
    /// The user's home folder, without a slash at the end; nil where there is none.
    package var homeFolder: String?
    /// The user's number, for `/run/containers/<number>`; nil where nobody asked.
    package var userID: UInt32?

    /// Holds what the caller read.
    package init(variables: [String: String], homeFolder: String? = nil, userID: UInt32? = nil) {
        self.variables = variables
        self.homeFolder = homeFolder
        self.userID = userID
    }

    /// The value of `name`, or nil when it is missing or empty.
    package func value(_ name: String) -> String? {
        guard let value = variables[name], !value.isEmpty else { return nil }
        return value
    }

    /// The path of `name` in the home folder.
    func home(_ name: String) -> String? {
        guard let homeFolder, !homeFolder.isEmpty else { return nil }
        return homeFolder + "/" + name
    }
}
