/// A text of a task file, with what it leaves open.
package struct TaskText: Hashable, Sendable {
    /// The line it begins on, from 1.
    package let line: Int
    /// What it is made of, in order.
    let parts: [Part]

    /// A piece of a text.
    enum Part: Hashable, Sendable {
        /// Characters.
        case literal(String)
        /// A variable, whose value is known when the task runs.
        case variable(TaskVariable)
        /// Braces around something that is no variable.
        case expression(String)

        /// The part with its expression read.
        fileprivate var read: Part {
            guard case .expression(let text) = self, let variable = TaskVariable(text) else { return self }
            return .variable(variable)
        }
    }

    /// A text of these parts.
    init(line: Int, parts: [Part]) {
        self.line = line
        self.parts = parts.map(\.read)
    }

    /// The text as a file would write it, without spaces within the braces.
    package var unexpanded: String {
        parts.map { part in
            switch part {
            case .literal(let text): text
            case .variable(let variable): variable.spelling
            case .expression(let text): "{{\(text)}}"
            }
        }.joined()
    }

    /// The characters alone, a space for each variable: what the file itself says.
    var literals: String {
        parts.map { part in
            if case .literal(let text) = part { text } else { " " }
        }.joined()
    }

    /// What it leaves open.
    package var variables: [TaskVariable] {
        parts.compactMap { part in
            if case .variable(let variable) = part { variable } else { nil }
        }
    }

    /// Braces that hold no variable.
    var unknownExpressions: [String] {
        parts.compactMap { part in
            if case .expression(let text) = part { text } else { nil }
        }
    }

    /// The text with each variable replaced by what `value` gives; the first that it does not know is an error.
    func expanded(_ value: (TaskVariable) -> String?) throws(TaskProblem) -> String {
        var text = ""
        for part in parts {
            switch part {
            case .literal(let characters): text += characters
            case .expression(let expression): throw TaskProblem(line, .unknownVariable("{{\(expression)}}"))
            case .variable(let variable):
                guard let value = value(variable) else { throw TaskProblem(line, .noValue(variable)) }
                text += value
            }
        }
        return text
    }
}
