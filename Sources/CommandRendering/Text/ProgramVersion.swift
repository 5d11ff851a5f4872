/// What this program is.
package enum ProgramVersion {
    /// The name and the version.
    package static let text = "resolve 0.1.0"
}
