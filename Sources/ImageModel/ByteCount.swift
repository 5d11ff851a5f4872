extension Int64 {
    /// The sum of two sizes in bytes, limited to the largest number: a manifest may declare any size.
    package func addingClamped(_ other: Int64) -> Int64 {
        let (sum, overflows) = addingReportingOverflow(other)
        return overflows ? .max : sum
    }
}
