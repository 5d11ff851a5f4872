/// A secret: its value comes from the environment or a file of this machine.
package struct TaskSecret: Hashable, Sendable {
    /// The line.
    package let line: Int
    /// The name, as in `{{.Secrets.id}}`.
    package let id: String
    /// Where Azure would look it up; it is not asked.
    package let keyVault: TaskText?
    /// The identity that Azure would ask with.
    package let clientID: TaskText?
}

/// A network that containers share.
package struct TaskNetwork: Hashable, Sendable {
    /// Its name.
    package let name: TaskText
    /// Its driver.
    package let driver: TaskText?
    /// Whether it has IPv6.
    package let ipv6: Bool
    /// Whether it is there already.
    package let skipsCreation: Bool
    /// Whether steps that name none use it.
    package let isDefault: Bool
}

/// A folder of files for containers.
package struct TaskVolume: Hashable, Sendable {
    /// The line.
    package let line: Int
    /// Its name.
    package let name: String
    /// The files, each with its bytes as base64, in the order of the file.
    package let files: [File]

    /// A file.
    package struct File: Hashable, Sendable {
        /// Its name.
        package let name: String
        /// Its bytes, as base64.
        package let content: TaskText
    }
}

/// A volume in a container.
package struct TaskMount: Hashable, Sendable {
    /// The line.
    package let line: Int
    /// The volume.
    package let name: String
    /// Where the container finds it.
    package let path: TaskText
}

/// A number that may be left open.
package struct TaskNumber: Hashable, Sendable {
    /// The property.
    package let key: String
    /// The text, or a number that no text gave.
    let content: Content

    enum Content: Hashable, Sendable {
        case text(TaskText)
        case number(Int)
    }

    /// The largest: a week, in seconds.
    private static let limit = 604_800

    /// The number that `text` says; one that leaves nothing open is checked at once.
    init(_ key: String, _ text: TaskText) throws(TaskProblem) {
        self.key = key
        content = .text(text)
        if text.variables.isEmpty, text.unknownExpressions.isEmpty { _ = try value { _ in nil } }
    }

    /// A number that stands for a property that is not given.
    init(_ key: String, _ number: Int) {
        self.key = key
        content = .number(number)
    }

    /// The number.
    func value(_ variable: (TaskVariable) -> String?) throws(TaskProblem) -> Int {
        switch content {
        case .number(let number): return number
        case .text(let text):
            let digits = try text.expanded(variable)
            guard let number = Int(digits), (0...Self.limit).contains(number) else {
                throw TaskProblem(text.line, .number(key: key, text: digits))
            }
            return number
        }
    }
}
