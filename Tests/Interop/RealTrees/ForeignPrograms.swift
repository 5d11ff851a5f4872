/// The programs and libraries of other machines in a tar, found without any code of the product: the ELF files that are
/// executables or shared objects (e_type 2 or 3), whose class or machine differs.
enum ForeignPrograms {
    /// What a program was compiled for, as its header says.
    struct Machine: Hashable {
        /// EI_CLASS: 1 for 32 bits, 2 for 64.
        let bits: UInt8
        /// e_machine.
        let number: Int
    }

    /// The paths of programs for other machines than these, without a slash before them, in the order of the tar.
    static func paths(in tar: [UInt8], besides machines: [Machine]) -> [String] {
        var paths: [String] = []
        var longName: String?
        var offset = 0
        while offset + 512 <= tar.count, tar[offset] != 0 {
            let header = tar[offset..<offset + 512]
            let size = number(header[(offset + 124)..<(offset + 136)])
            let body = min(offset + 512, tar.count)..<min(offset + 512 + size, tar.count)
            switch header[offset + 156] {
            case UInt8(ascii: "L"): longName = text(tar[body])
            case UInt8(ascii: "0"), 0:
                let name = longName ?? name(header)
                longName = nil
                if let machine = machine(of: tar[body]), !machines.contains(machine) {
                    paths.append(name.hasPrefix("./") ? String(name.dropFirst(2)) : name)
                }
            default: longName = nil
            }
            offset += 512 + (size + 511) / 512 * 512
        }
        return paths
    }

    /// The machine of a program or a library; `nil` for other files.
    private static func machine(of file: ArraySlice<UInt8>) -> Machine? {
        guard file.count >= 20, file.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else { return nil }
        let start = file.startIndex
        let isLittle = file[start + 5] == 1
        func half(_ at: Int) -> Int {
            let (first, second) = (Int(file[start + at]), Int(file[start + at + 1]))
            return isLittle ? first | second << 8 : first << 8 | second
        }
        return [2, 3].contains(half(16)) ? Machine(bits: file[start + 4], number: half(18)) : nil
    }

    private static func name(_ header: ArraySlice<UInt8>) -> String {
        let start = header.startIndex
        let name = text(header[start..<start + 100])
        let prefix = text(header[(start + 345)..<(start + 500)])
        // The prefix belongs to POSIX's form; GNU's has other fields there.
        let isPOSIX = header[start + 263] == UInt8(ascii: "0")
        return isPOSIX && !prefix.isEmpty ? prefix + "/" + name : name
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.reduce(0) { (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($1) ? $0 * 8 + Int($1) - 48 : $0 }
    }
}
