/// IPv4 addresses inside IPv6 ones.
extension IPv4Literal {
    /// The address that the eight `groups` stand for: mapped (::ffff:0:0/96), compatible (::/96), translated
    /// (64:ff9b::/96) or 6to4 (2002::/16).
    init?(embeddedIn groups: [UInt16]) {
        guard groups.count == 8 else { return nil }
        let low = UInt32(groups[6]) << 16 | UInt32(groups[7])
        let isMapped = groups[0..<5].allSatisfy { $0 == 0 } && (groups[5] == 0xFFFF || (groups[5] == 0 && low > 1))
        if isMapped || Array(groups[0..<6]) == [0x64, 0xFF9B, 0, 0, 0, 0] {
            self.init(number: low)
        } else if groups[0] == 0x2002 {
            self.init(number: UInt32(groups[1]) << 16 | UInt32(groups[2]))
        } else {
            return nil
        }
    }
}
