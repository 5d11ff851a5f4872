/// Reads the address of a registry's API from user input and configuration files.
package enum EndpointAddress {
    /// Reads an address, or a bare `host[:port][/path]`, which means HTTPS.
    ///
    /// `/v2` is appended to the path unless the path already ends in it; with `keepsPath` the path is used as written
    /// (`override_path` in containerd's hosts.toml). Repeated and trailing slashes are removed.
    package static func base(_ text: String, keepsPath: Bool = false) throws(WebAddressError) -> WebAddress {
        guard !text.utf8.contains(where: { "?#".utf8.contains($0) }) else { throw .queryOrFragment(in: text) }
        let address = try WebAddress(parsing: hasScheme(text) ? text : "https://\(text)")
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

    /// Whether `text` includes a scheme.
    package static func hasScheme(_ text: String) -> Bool {
        text.utf8.indices.contains { text.utf8[$0...].starts(with: "://".utf8) }
    }

    /// Replaces the names of Docker Hub that people write with the one host that serves its API.
    private static func folded(_ address: WebAddress) -> WebAddress {
        guard ["docker.io", "index.docker.io"].contains(address.host), address.port == nil,
            let hub = try? WebAddress(parsing: "\(address.scheme.rawValue)://registry-1.docker.io")
        else { return address }
        return WebAddress(hub, target: Array(address.pathAndQuery.utf8))
    }
}
