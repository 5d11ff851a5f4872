/// Formats numbers with their units.
package enum Quantity {
    /// A size: `812 B`, `1.4 KiB`, `12.3 MiB`. Never rounded up.
    package static func bytes(_ count: Int64) -> String {
        let units = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
        guard count >= 1024 else { return "\(max(0, count)) B" }
        var unit = 0
        var divisor: Int64 = 1024
        while unit + 1 < units.count, count / divisor >= 1024 {
            unit += 1
            divisor *= 1024
        }
        let whole = count / divisor
        guard whole < 100 else { return "\(whole) \(units[unit])" }
        // Divides before it multiplies: ten times the remainder overflows for the largest unit.
        let tenths = (count % divisor) / (divisor / 1024) * 10 / 1024
        return "\(whole).\(tenths) \(units[unit])"
    }

    /// A rate: `3.1 MiB/s`.
    package static func rate(_ bytesPerSecond: Double) -> String {
        bytes(Int64(clamping: bytesPerSecond)) + "/s"
    }

    /// A duration: `250 ms`, `4.2 s`, `42 s`, `3 min 5 s`, `2 h 10 min`.
    package static func span(milliseconds: Int64) -> String {
        let milliseconds = max(0, milliseconds)
        let seconds = milliseconds / 1000
        switch seconds {
        case 0: return "\(milliseconds) ms"
        case 1..<10: return "\(seconds).\(milliseconds % 1000 / 100) s"
        case 10..<60: return "\(seconds) s"
        case 60..<3600: return "\(seconds / 60) min \(seconds % 60) s"
        default: return "\(seconds / 3600) h \(seconds % 3600 / 60) min"
        }
    }

    /// The percentage of `part` in `whole`, from 0 to 100; 100 if `whole` is 0.
    package static func percent(_ part: Int64, of whole: Int64) -> Int {
        guard whole > 0 else { return 100 }
        let share = Double(max(0, part)) / Double(whole) * 100
        return min(100, Int(share))
    }

    /// Entries of layers with their bytes: `20.1 MiB in 1,203 files`.
    package static func files(_ count: Int64, bytes size: Int64) -> String {
        "\(bytes(size)) in \(grouped(count)) \(count == 1 ? "file" : "files")"
    }

    /// A count with a comma before each three digits: `53,334`.
    static func grouped(_ number: Int64) -> String {
        let digits = Array(String(number.magnitude))
        let text = digits.enumerated().map { index, digit in
            index > 0 && (digits.count - index).isMultiple(of: 3) ? ",\(digit)" : String(digit)
        }
        return (number < 0 ? "-" : "") + text.joined()
    }

    /// A count with its noun: `1 blob`, `2 blobs`.
    package static func count(_ number: Int, _ noun: String) -> String {
        number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
    }
}

extension Int64 {
    /// The nearest integer that fits; 0 for NaN.
    package init(clamping value: Double) {
        if value.isNaN {
            self = 0
        } else if value >= 9.2e18 {
            self = .max
        } else if value <= -9.2e18 {
            self = .min
        } else {
            self = Int64(value)
        }
    }
}
