import ImageStore

extension ByteRanges {
    /// What is missing of bytes 0..<`size`.
    func gaps(upTo size: Int64) -> [Range<Int64>] {
        var gaps: [Range<Int64>] = []
        var at: Int64 = 0
        for range in ranges where range.lowerBound < size {
            if at < range.lowerBound { gaps.append(at..<range.lowerBound) }
            at = range.upperBound
        }
        if at < size { gaps.append(at..<size) }
        return gaps
    }
}
