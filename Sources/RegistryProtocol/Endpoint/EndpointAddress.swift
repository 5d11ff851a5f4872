/// Addresses at which a registry's API begins, read from what people write.
package enum EndpointAddress {
    /// Reads an address, or a bare `host[:port][/path]`, which is then HTTPS.
    ///
    /// The path gets `/v2` behind it unless it ends so already; with `keepsPath` it is used as it is written. Doubled
    /// slashes and one at the end are dropped. (containerd's hosts.toml, `override_path`.)
    package static func base(
        _ text: String, keepsPath: Bool = false
    ) throws(EndpointAddressError) -> WebAddress {
        guard !text.utf8.contains(where: { "?#".utf8.contains($0) }) else { throw .query(in: text) }
        let address: WebAddress
        do throws(WebAddressError) {
            address = try WebAddress(parsing: hasScheme(text) ? text : "https://\(text)")
        } catch {
            throw .address(error)
        }
        var parts: [Substring] = []
        for part in address.pathAndQuery.split(separator: "/") where part != "." {
            if part == ".." {
                _ = parts.popLast()
            } else {
                parts.append(part)
            }
        }
        if !keepsPath, parts.last != "v2" { parts.append("v2") }
        return folded(WebAddress(address, target: Array("/\(parts.joined(separator: "/"))".utf8)))
    }

    /// Whether a scheme is written.
    package static func hasScheme(_ text: String) -> Bool {
        text.utf8.indices.contains { text.utf8[$0...].starts(with: "://".utf8) }
    }

    /// The API of Docker Hub is at one of its names only; the others are what people write.
    private static func folded(_ address: WebAddress) -> WebAddress {
        guard ["docker.io", "index.docker.io"].contains(address.host), address.port == nil,
            let hub = try? WebAddress(parsing: "\(address.scheme.rawValue)://registry-1.docker.io")
        else { return address }
        return WebAddress(hub, target: Array(address.pathAndQuery.utf8))
    }
}
