/// A response, parsed from the output of `curl -i`.
struct HTTPAnswer {
    let status: Int
    /// The headers by lower-case name.
    let headers: [String: String]
    let body: [UInt8]
    /// The exit status of curl.
    let exit: Int32

    /// ``body`` as text.
    var text: String { String(decoding: body, as: UTF8.self) }

    /// Sends a request with curl, which has fifty seconds.
    static func get(_ address: String, _ options: [String] = []) async throws -> HTTPAnswer {
        let run = try await Program.run(
            "/usr/bin/curl",
            ["-sS", "-i", "--max-time", "50", "--path-as-is", "--noproxy", "*"] + options + [address]
        )
        let separator = Array("\r\n\r\n".utf8)
        let end = run.stdout.indices.first { run.stdout[$0...].starts(with: separator) } ?? run.stdout.endIndex
        let lines = String(decoding: run.stdout[..<end], as: UTF8.self).split(separator: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let sides = line.split(separator: ":", maxSplits: 1)
            if sides.count == 2 { headers[sides[0].lowercased()] = String(sides[1].drop { $0 == " " }) }
        }
        let words = lines.first?.split(separator: " ") ?? []
        return HTTPAnswer(
            status: words.count > 1 ? Int(words[1]) ?? 0 : 0,
            headers: headers,
            body: Array(run.stdout[min(end + 4, run.stdout.endIndex)...]),
            exit: run.status
        )
    }
}
