/// Who gave an answer.
package enum AnswerOrigin: Hashable, Sendable {
    /// The registry that was asked.
    case registry
    /// A place that the registry's redirect led to.
    case elsewhere
}
