/// Closed ranges that cover a file between them.
enum ByteRanges {
    /// The ranges of `count` parts of `size` bytes, as HTTP writes them: `0-99`; the last one takes what is over.
    static func covering(_ size: Int, parts count: Int) -> [String] {
        let length = max(1, size / max(1, count))
        let starts = Array(stride(from: 0, to: size, by: length).prefix(max(1, count)))
        return starts.indices.map { index in
            let next = index + 1 < starts.count ? starts[index + 1] : size
            return "\(starts[index])-\(next - 1)"
        }
    }
}
