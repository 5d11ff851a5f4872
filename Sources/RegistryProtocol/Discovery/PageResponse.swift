import ErrorMapping

/// A successful response to the request for one page of a listing.
package struct PageResponse: Sendable {
    /// The address that the request was sent to.
    let requested: WebAddress
    /// The address that the response came from, which differs after a redirect.
    let responder: WebAddress
    /// The response's headers.
    let headers: HTTPHeaders
    /// The response's body.
    let body: [UInt8]

    /// Makes a response with its whole body.
    package init(requested: WebAddress, responder: WebAddress, headers: HTTPHeaders, body: [UInt8]) {
        self.requested = requested
        self.responder = responder
        self.headers = headers
        self.body = body
    }

    /// The path and query of the next page on the requested registry; `nil` on the last page.
    ///
    /// A link to another host or port is one that a registry behind a proxy has written: its query is sent to the path that was
    /// requested, at the registry that was asked. No other server is ever contacted.
    func nextTarget() throws(ResponseError) -> String? {
        guard let link = NextLink.target(in: headers) else { return nil }
        let target = try mapError(ResponseError.malformedPageLink, try responder.resolving(link))
        let isOwn = Self.isSameServer(requested, responder) && Self.isSameServer(target, responder)
        if isOwn { return target.pathAndQuery }
        // registry.k8s.io redirects to the server of the tags, whose paths do not exist on registry.k8s.io itself.
        let query = target.pathAndQuery.utf8.drop { $0 != UInt8(ascii: "?") }
        let path = requested.pathAndQuery.utf8.prefix { $0 != UInt8(ascii: "?") }
        return String(decoding: Array(path) + Array(query), as: UTF8.self)
    }

    // Ignores the scheme: registries behind a proxy that terminates TLS write `http` in their links.
    private static func isSameServer(_ one: WebAddress, _ other: WebAddress) -> Bool {
        one.host == other.host && (one.port == other.port || one.effectivePort == other.effectivePort)
    }
}

/// Finds the link to the next page of a listing: the one with relation `next` (RFC 8288; distribution-spec, "Listing Tags").
package enum NextLink {
    /// The target of the first such link in `headers`, as written; `nil` on the last page.
    package static func target(in headers: HTTPHeaders) -> String? {
        for value in headers.values(of: "Link") {
            var scanner = Scanner(rest: Array(value.utf8)[...])
            while let link = scanner.next() {
                if link.relations.contains("next") { return link.target }
            }
        }
        return nil
    }

    /// One link: its target, and its relations in lowercase.
    private struct Link {
        let target: String
        var relations: [String] = []
    }

    /// Reads `<target>; name=value; name="value", <target>…`, up to the first text that is not a link.
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
                // The first of repeated parameters counts.
                if name == "rel", link.relations.isEmpty {
                    link.relations = value.listItems(separatedBy: " ").map(\.asciiLowercased)
                }
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
    }
}
