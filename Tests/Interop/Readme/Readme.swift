import Foundation
import TestSupport

/// README.md, taken apart.
struct Readme {
    /// A command of a transcript, and what stands below it.
    struct Command {
        /// The words after `$`.
        let words: [String]
        /// The lines up to the next command or the end of the block.
        let output: [String]
    }

    /// Every line.
    let lines: [String]

    /// Reads the file of this checkout.
    init() throws {
        let text = try String(contentsOfFile: Fixtures.checkout + "/README.md", encoding: .utf8)
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// The commands of the console blocks, in order.
    var commands: [Command] {
        blocks("console").flatMap { block in
            let starts = block.indices.filter { block[$0].hasPrefix("$ ") }
            return zip(starts, starts.dropFirst() + [block.endIndex]).map { start, end in
                let command = block[start].dropFirst(2).prefix { $0 != "#" }
                let output = block[block.index(after: start)..<end]
                return Command(words: command.split(separator: " ").map(String.init), output: Self.trimmed(output))
            }
        }
    }

    /// The commands of the block for a shell that comes first after a line; none where there is no such line.
    func script(after start: String) -> [String] {
        guard let line = lines.firstIndex(of: start), let open = lines[line...].firstIndex(of: "```sh") else {
            return []
        }
        return Array(lines[lines.index(after: open)...].prefix { $0 != "```" })
    }

    /// The number of blocks for a shell.
    var scriptCount: Int { lines.count { $0 == "```sh" } }

    /// The cells of every row of the tables whose head begins with `title`, without the head.
    func rows(ofTablesHeaded title: String) -> [[String]] {
        var rows: [[String]] = []
        var isInside = false
        for line in lines {
            guard line.hasPrefix("|") else {
                isInside = false
                continue
            }
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            if cells.first == title { isInside = true } else if isInside, !line.hasPrefix("|---") { rows.append(cells) }
        }
        return rows
    }

    /// The long options that the text names.
    var options: Set<String> {
        let words = lines.joined(separator: " ").split { !($0.isLetter || $0.isNumber || $0 == "-") }
        return Set(words.filter { $0.hasPrefix("--") && $0.count > 3 && !$0.hasPrefix("---") }.map(String.init))
    }

    private func blocks(_ language: String) -> [[String]] {
        var blocks: [[String]] = []
        var open: [String]?
        for line in lines {
            if open == nil, line == "```" + language {
                open = []
            } else if line == "```", let block = open {
                blocks.append(block)
                open = nil
            } else {
                open?.append(line)
            }
        }
        return blocks
    }

    private static func trimmed(_ lines: ArraySlice<String>) -> [String] {
        Array(lines.drop { $0.isEmpty }.reversed().drop { $0.isEmpty }.reversed())
    }
}
