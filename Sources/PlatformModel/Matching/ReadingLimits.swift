/// How much of an image index is followed before a choice is made.
package enum ReadingLimits {
    /// How deep a nested index may stand: entries of the first index stand at depth 1.
    package static let indexDepth = 4
    /// How many documents of entries that declare no platform are read.
    package static let undeclaredReads = 16
    /// How many nested indexes that declare a platform are read.
    package static let declaredIndexReads = 16
}
