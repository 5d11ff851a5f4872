/// The line of one blob on its way: digest, bar, share, size, speed and what is left of the time.
struct BarLine {
    /// The blob.
    private let blob: BlobProgress
    /// The share that is here, from 0 to 100.
    private let percent: Int
    /// What stands right of the bar.
    private let numbers: String

    /// The widest bar, in columns.
    private static let widestBar = 40
    /// The narrowest bar that still says something.
    private static let narrowestBar = 8

    /// The line of a blob at `now`.
    init(_ blob: BlobProgress, at now: Int64) {
        self.blob = blob
        percent = Quantity.percent(blob.received, of: blob.size)
        let share = Self.padded("\(percent) %", to: 5)
        let size = Self.padded("of " + Quantity.bytes(blob.size), to: 11)
        numbers = "\(share) \(size)\(Self.pace(of: blob, at: now))"
    }

    /// The line, `width` columns at most.
    func text(width: Int, isColored: Bool) -> String {
        let digest = Shown.digest(blob.digest)
        let room = min(Self.widestBar, width - digest.count - numbers.count - 4)
        guard room >= Self.narrowestBar else { return String("\(digest) \(numbers)".prefix(max(0, width))) }
        let filled = String(repeating: "=", count: room * percent / 100)
        let empty = String(repeating: " ", count: room - filled.count)
        let bar = isColored ? "\u{1B}[32m\(filled)\u{1B}[0m" : filled
        return "\(digest) [\(bar)\(empty)] \(numbers)"
    }

    /// Speed and the time that is left, at a width that rarely changes.
    private static func pace(of blob: BlobProgress, at now: Int64) -> String {
        guard !blob.isWhole else { return padded("checking", to: 11) + padded("", to: 11) }
        let speed = blob.rate.bytesPerSecond(at: now).map(Quantity.rate) ?? ""
        let left = blob.rate.millisecondsLeft(for: blob.size - min(blob.size, blob.received), at: now)
        return padded(speed, to: 11) + padded(left.map { Quantity.span(milliseconds: $0) } ?? "", to: 11)
    }

    /// `text` with spaces before it, up to `width` columns.
    private static func padded(_ text: String, to width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
