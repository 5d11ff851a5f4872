import TestSupport
import Testing

@testable import ImageModel

struct TimestampTests {
    // The seconds are those of date(1): date -ud TEXT +%s
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0, 0), ("2024-02-29T12:00:00Z", 1_709_208_000, 0),
        ("2024-05-01T12:00:00.123456789Z", 1_714_564_800, 123_456_789),
        ("2024-05-01T12:00:00.5+02:00", 1_714_557_600, 500_000_000),
        ("2024-05-01t12:00:00.1234567891-08:30", 1_714_595_400, 123_456_789),
        ("0001-01-01T00:00:00Z", -62_135_596_800, 0), ("2000-03-01 00:00:00z", 951_868_800, 0),
        ("1900-03-01T00:00:00Z", -2_203_891_200, 0), ("2016-12-31T23:59:60Z", 1_483_228_800, 0),
        ("9999-12-31T23:59:59Z", 253_402_300_799, 0),
    ])
    func `a timestamp has the time in the text`(text: String, seconds: Int64, nanoseconds: Int64) throws {
        let moment = try #require(Timestamp(parsing: text))
        #expect(moment.unixSeconds == seconds)
        #expect(moment.nanoseconds == nanoseconds)
    }

    // date -ud @SECONDS +%FT%TZ
    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (1_709_208_000, "2024-02-29T12:00:00Z"), (951_868_799, "2000-02-29T23:59:59Z"),
        (951_868_800, "2000-03-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"), (1_483_228_799, "2016-12-31T23:59:59Z"),
        (-2_203_891_201, "1900-02-28T23:59:59Z"), (253_402_300_799, "9999-12-31T23:59:59Z"),
        (Int64.max, "9999-12-31T23:59:59Z"), (Int64.min, "0000-01-01T00:00:00Z"),
    ])
    func `a moment is shown in UTC`(seconds: Int64, text: String) throws {
        #expect(CivilDate.text(unixSeconds: seconds) == text)
        if seconds > .min, seconds < .max { #expect(try #require(Timestamp(parsing: text)).unixSeconds == seconds) }
    }

    @Test(arguments: [
        "", "2024", "2024-05-01", "2024-05-01T12:00:00", "2024-05-01T12:00Z", "2024-02-30T12:00:00Z",
        "2023-02-29T12:00:00Z", "1900-02-29T12:00:00Z", "2024-13-01T12:00:00Z", "2024-00-01T12:00:00Z",
        "2024-01-00T12:00:00Z", "2024-05-01T24:00:00Z", "2024-05-01T12:60:00Z", "2024-05-01T12:00:61Z",
        "2024-05-01T12:00:00.Z", "2024-05-01T12:00:00,5Z", "2024-05-01T12:00:00+2", "2024-05-01T12:00:00+25:00",
        "2024-05-01T12:00:00Zx", "20240501T120000Z0000", "+024-05-01T12:00:00Z", "2024-05-01X12:00:00Z",
        "٢٠٢٤-05-01T12:00:00Z",
    ])
    func `anything else is refused`(text: String) {
        #expect(Timestamp(parsing: text) == nil)
    }

    @Test func `timestamps are ordered by time, regardless of their offsets`() throws {
        let texts = [
            "2024-05-01T12:00:00+02:00", "2024-05-01T10:00:00.000000001Z", "2024-05-01T10:00:00.1Z",
            "2024-05-01T05:00:01-05:00",
        ]
        let moments = texts.compactMap { Timestamp(parsing: $0) }
        #expect(moments.count == 4)
        #expect(moments.sorted() == moments)
    }

    @Test func `no damage to a timestamp traps`() {
        var generator = SeededGenerator(seed: 3339)
        let whole = Array("2024-05-01T12:00:00.123456789+02:00".utf8)
        for _ in 0..<5000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                if Bool.random(using: &generator) {
                    bytes[place] = UInt8.random(in: 0...255, using: &generator)
                } else if bytes.count > 1 {
                    bytes.remove(at: place)
                }
            }
            _ = Timestamp(parsing: String(decoding: bytes, as: UTF8.self))
        }
    }
}
