/// The floor for one long layer: curl asks for eight closed ranges of it at once, and for the rest of the image beside.
struct CurlRanges: Contestant {
    let name = "curl, 8 ranges"

    func obstacle() -> String? { missing("curl") }

    func commands(for pull: Pull) -> [Command] {
        let accept = "Accept: " + pull.image.documents.map(\.mediaType).joined(separator: ", ")
        var transfers = pull.image.documents.map { piece in
            ["-f", "-H", accept, "-o", pull.file(piece.hexadecimal), pull.image.address(of: piece, on: pull.authority)]
        }
        for layer in pull.image.layers {
            for (number, range) in ByteRanges.covering(layer.size, parts: 8).enumerated() {
                let file = pull.file("\(layer.hexadecimal).\(number)")
                transfers.append(["-f", "-r", range, "-o", file, pull.image.address(of: layer, on: pull.authority)])
            }
        }
        let start = ["-q", "-s", "-S", "-Z", "--parallel-immediate", "--parallel-max", String(transfers.count)]
        return [Command("curl", start + transfers.joined(separator: ["--next", "-s", "-S"]))]
    }
}
