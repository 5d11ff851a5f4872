/// What ``RetryPolicy`` needs of the world at the moment of a failure.
package struct UploadMoment: Hashable, Sendable {
    /// A random number from 0 to 1.
    package let randomUnit: Double
    /// The time, in seconds since 1970.
    package let nowUnixSeconds: Double

    /// A moment.
    package init(randomUnit: Double, nowUnixSeconds: Double) {
        self.randomUnit = randomUnit
        self.nowUnixSeconds = nowUnixSeconds
    }
}
