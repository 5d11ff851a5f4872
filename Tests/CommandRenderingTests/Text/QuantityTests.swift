import CommandRendering
import Testing

struct QuantityTests {
    @Test(arguments: [
        (0, "0 B"), (1_023, "1023 B"), (1_024, "1.0 KiB"), (1_535, "1.4 KiB"), (1_536, "1.5 KiB"),
        (102_400, "100 KiB"), (1 << 20, "1.0 MiB"), (1_073_741_823, "1023 MiB"), (1 << 30, "1.0 GiB"),
        (Int64.max, "7.9 EiB"), (-1, "0 B"), (Int64.min, "0 B"),
    ])
    func `bytes are shown in units of 1024, and never rounded up`(count: Int64, expected: String) {
        #expect(Quantity.bytes(count) == expected)
    }

    @Test(arguments: [
        (0, "0 ms"), (999, "999 ms"), (1_000, "1.0 s"), (9_999, "9.9 s"), (10_000, "10 s"), (59_999, "59 s"),
        (60_000, "1 min 0 s"),
        (3_599_999, "59 min 59 s"), (3_600_000, "1 h 0 min"), (90_061_000, "25 h 1 min"), (-5, "0 ms"),
    ])
    func `a duration is shown in at most two units`(milliseconds: Int64, expected: String) {
        #expect(Quantity.span(milliseconds: milliseconds) == expected)
    }

    @Test(arguments: [
        (0, 100, 0), (99, 100, 99), (999, 1000, 99), (100, 100, 100), (200, 100, 100), (0, 0, 100), (-1, 10, 0),
        (Int64.max, Int64.max, 100),
    ])
    func `a share is 100 only when nothing is missing`(part: Int64, whole: Int64, expected: Int) {
        #expect(Quantity.percent(part, of: whole) == expected)
    }

    @Test(
        arguments: [(Double.nan, 0), (.infinity, .max), (-.infinity, .min), (1.9, 1), (1e30, .max), (-1e30, .min)]
            as [(Double, Int64)])
    func `any number has a nearest integer`(value: Double, expected: Int64) {
        #expect(Int64(clamping: value) == expected)
    }
}
