/// The parts of the process environment that this module uses, as values.
package struct ClientEnvironment: Sendable {
    /// The environment variables; helpers are started with exactly these.
    package var variables: [String: String]
    /// The user's home directory, without a trailing slash; nil if there is none.
    package var homeFolder: String?
    /// The user ID, for `/run/containers/<ID>`; nil if unknown.
    package var userID: UInt32?

    /// The values that the caller has read.
    package init(variables: [String: String], homeFolder: String? = nil, userID: UInt32? = nil) {
        self.variables = variables
        self.homeFolder = homeFolder
        self.userID = userID
    }

    /// The value of `name`, or nil if it is missing or empty.
    package func value(_ name: String) -> String? {
        guard let value = variables[name], !value.isEmpty else { return nil }
        return value
    }

    /// The path of `name` in the home directory.
    func home(_ name: String) -> String? {
        guard let homeFolder, !homeFolder.isEmpty else { return nil }
        return homeFolder + "/" + name
    }
}
