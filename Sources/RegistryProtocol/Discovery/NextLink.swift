/// Where a list that comes in pages goes on: the link of relation `next` (RFC 8288; distribution-spec, "Listing Tags").
package enum NextLink {
    /// The target of the first such link in `headers`, as it is written; `nil` on the last page.
    package static func target(in headers: HTTPHeaders) -> String? {
        for value in headers.values(of: "Link") {
            var scanner = Scanner(rest: Array(value.utf8)[...])
            while let link = scanner.next() {
                if link.relations.contains("next") { return link.target }
            }
        }
        return nil
    }

    /// One link: its target, and what it is to the page, in small letters.
    private struct Link {
        let target: String
        var relations: [String] = []
    }

    /// Reads `<target>; name=value; name="value", <target>…`; what is no link ends the reading.
    private struct Scanner {
        var rest: ArraySlice<UInt8>

        mutating func next() -> Link? {
            skip { $0.isBlank || $0 == UInt8(ascii: ",") }
            guard rest.popFirst() == UInt8(ascii: "<"), let end = rest.firstIndex(of: UInt8(ascii: ">")) else {
                return nil
            }
            var link = Link(target: String(decoding: rest[..<end], as: UTF8.self))
            rest = rest[(end + 1)...]
            while true {
                skip(\.isBlank)
                guard rest.first == UInt8(ascii: ";") else { return link }
                rest.removeFirst()
                skip(\.isBlank)
                let name = take { !"=;,".utf8.contains($0) }.blankTrimmed.asciiLowercased
                guard rest.first == UInt8(ascii: "=") else { continue }
                rest.removeFirst()
                let value = value()
                // Of a parameter that stands twice, the first counts.
                if name == "rel", link.relations.isEmpty { link.relations = Self.words(value) }
            }
        }

        private mutating func value() -> String {
            skip(\.isBlank)
            guard rest.first == UInt8(ascii: "\"") else { return take { !";,".utf8.contains($0) }.blankTrimmed }
            rest.removeFirst()
            var text: [UInt8] = []
            while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
                text.append(byte == UInt8(ascii: "\\") ? rest.popFirst() ?? byte : byte)
            }
            return String(decoding: text, as: UTF8.self)
        }

        private mutating func take(while isWanted: (UInt8) -> Bool) -> String {
            let taken = rest.prefix(while: isWanted)
            rest = rest[taken.endIndex...]
            return String(decoding: taken, as: UTF8.self)
        }

        private mutating func skip(_ isSkipped: (UInt8) -> Bool) {
            rest = rest.drop(while: isSkipped)
        }

        private static func words(_ text: String) -> [String] {
            ListText.pieces(of: text, at: " ").map(\.asciiLowercased)
        }
    }
}
