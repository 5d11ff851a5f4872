extension ELFMark {
    /// Reads the mark of an ELF header; nothing when the bytes do not begin like one.
    ///
    /// - Parameter bytes: the first 20 bytes of the file, or more.
    init?(header bytes: [UInt8]) {
        guard bytes.count >= 20, bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else { return nil }
        let bits: [UInt8: Int] = [1: 32, 2: 64]
        guard let width = bits[bytes[4]], bytes[5] == 1 || bytes[5] == 2 else { return nil }
        let isLittleEndian = bytes[5] == 1
        let machine = isLittleEndian ? [bytes[19], bytes[18]] : [bytes[18], bytes[19]]
        self.init(machine: Int(machine[0]) << 8 | Int(machine[1]), bits: width, isLittleEndian: isLittleEndian)
    }

    /// Reads the mark of an ELF header in hexadecimal digits, two a byte.
    init?(hexadecimal text: String) {
        let digits = Array(text.utf8)
        guard digits.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: min(digits.count, 40), by: 2) {
            let pair = String(decoding: digits[index...index + 1], as: UTF8.self)
            guard let byte = UInt8(pair, radix: 16), pair.utf8.first != UInt8(ascii: "+") else { return nil }
            bytes.append(byte)
        }
        self.init(header: bytes)
    }
}
