import ImageModel
import Testing

@Suite struct AddressLiteralTests {
    @Test(arguments: [
        ("0.0.0.0", AddressLiteral.v4([0, 0, 0, 0])),
        ("255.10.9.1", .v4([255, 10, 9, 1])),
        ("::", .v6([0, 0, 0, 0, 0, 0, 0, 0])),
        ("::1", .v6([0, 0, 0, 0, 0, 0, 0, 1])),
        ("1::", .v6([1, 0, 0, 0, 0, 0, 0, 0])),
        ("2001:DB8::8:0", .v6([0x2001, 0xDB8, 0, 0, 0, 0, 8, 0])),
        ("1:2:3:4:5:6:7:8", .v6([1, 2, 3, 4, 5, 6, 7, 8])),
        ("1:2:3:4:5:6:7::", .v6([1, 2, 3, 4, 5, 6, 7, 0])),
        ("::ffff:192.0.2.1", .v6([0, 0, 0, 0, 0, 0xFFFF, 0xC000, 0x201])),
        ("1:2:3:4:5:6:1.2.3.4", .v6([1, 2, 3, 4, 5, 6, 0x102, 0x304])),
    ])
    func `an address is read`(text: String, address: AddressLiteral) {
        #expect(AddressLiteral(parsing: text) == address)
    }

    @Test(arguments: [
        "", ".", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.04", "1.2.3.", "127.1", "0x7f.0.0.1", "1.2.3.+4", "a.b.c.d",
        ":", ":::", "1:2", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "1::2::3", "12345::", "::g", "::+1",
        "fe80::1%eth0",
        "::1.2.3", "1.2.3.4::", "1:2:3:4:5:6:7:1.2.3.4", "::1:", ":1::", "[::1]",
    ])
    func `anything but a strict address is a host name`(text: String) {
        #expect(AddressLiteral(parsing: text) == nil)
    }
}
