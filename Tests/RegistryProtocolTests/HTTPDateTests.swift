import Testing

@testable import RegistryProtocol

struct HTTPDateTests {
    // RFC 9110, section 5.6.7: one time in its three formats; the others checked with date(1).
    @Test(
        arguments: [
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
            ("Sun Nov  6 08:49:37 1994", 784_111_777), ("sun, 06 nov 1994 08:49:37 GMT", 784_111_777),
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Wed, 31 Dec 1969 23:59:59 GMT", -1),
            ("Thu, 29 Feb 2024 12:00:00 GMT", 1_709_208_000), ("Fri, 01 Mar 2024 00:00:00 GMT", 1_709_251_200),
            ("Sat, 31 Dec 2016 23:59:60 GMT", 1_483_228_800), ("Tue, 29 Feb 2000 00:00:00 GMT", 951_782_400),
            ("Mon, 01-Jan-69 00:00:00 GMT", 3_124_224_000), ("Fri, 31 Dec 9999 23:59:59 GMT", 253_402_300_799),
            ("Sat, 01 Jan 0000 00:00:00 GMT", -62_167_219_200),
        ] as [(String, Int64)])
    func `a date is read in every form`(text: String, expected: Int64) {
        #expect(HTTPDate.unixSeconds(parsing: text) == expected)
    }

    @Test(arguments: [
        "", "now", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 31 Nov 1994 08:49:37 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 29 Feb 2023 08:49:37 GMT", "Sun, 29 Feb 1900 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08:49:61 GMT",
        "Sun, 06 Nov 1994 8:49:37 GMT", "Sun, 06 Nov 199 08:49:37 GMT", "Sun, 06 Nov 19945 08:49:37 GMT",
        "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, x6 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z",
        "Sun, 99999999999999999999 Nov 1994 08:49:37 GMT",
    ])
    func `malformed dates are refused`(text: String) {
        #expect(HTTPDate.unixSeconds(parsing: text) == nil)
    }

    @Test(
        arguments: [
            ("120", 120.0), ("0", 0), (" 7 ", 7), ("Sun, 06 Nov 1994 08:49:37 GMT", 77),
            ("Sun, 06 Nov 1994 08:00:00 GMT", 0), ("985.86µs", nil), ("-1", nil), ("", nil),
            ("99999999999999999999", 9_223_372_036_854_775_808),
        ] as [(String, Double?)])
    func `a wait is a number of seconds or a date`(value: String, expected: Double?) {
        let wait = RetryAfter(["retry-after": value])?.waitSeconds(nowUnixSeconds: 784_111_700)
        #expect(wait == expected)
    }
}
