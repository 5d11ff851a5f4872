import Testing

@testable import RegistryServer

// RFC 9110, section 14.1.2: the examples there are of 10000 bytes.
struct ByteRangeTests {
    @Test(
        arguments: [
            ("bytes=0-499", 0, 499), ("bytes=500-999", 500, 999), ("bytes=-500", 9500, 9999),
            ("bytes=9500-", 9500, 9999),
            ("bytes=0-0", 0, 0), ("bytes=0-", 0, 9999), ("bytes=9999-20000", 9999, 9999), ("Bytes=1-2", 1, 2),
            ("bytes=-20000", 0, 9999), ("bytes=1-99999999999999999999999", 1, 9999),
        ] as [(String, Int64, Int64)])
    func `a range is limited to the blob`(header: String, first: Int64, last: Int64) {
        #expect(ByteRange(header, size: 10000) == .part(first: first, last: last))
    }

    @Test(arguments: ["bytes=10000-", "bytes=10000-10001", "bytes=-0", "bytes=99999999999999999999999-"])
    func `a range beyond the end cannot be satisfied`(header: String) {
        #expect(ByteRange(header, size: 10000) == .unsatisfiable)
    }

    @Test(arguments: ["bytes=0-", "bytes=-1", "bytes=0-0"])
    func `an empty blob has no range`(header: String) {
        #expect(ByteRange(header, size: 0) == .unsatisfiable)
    }

    @Test(arguments: [
        nil, "", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-4", "bytes=0-1,3-4", "bytes=--1", "bytes=+1-2",
        "bytes= 0-1", "items=0-1", "bytes=0x1-2", "bytes=1-2-3", "bytes=１-2",
    ])
    func `a value that is not a single range of bytes is ignored`(header: String?) {
        #expect(ByteRange(header, size: 10000) == .whole)
    }
}
