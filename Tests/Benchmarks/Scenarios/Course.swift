import Foundation
import TestSupport

/// Runs single pulls, each in a folder of its own that is gone afterwards.
struct Course {
    private let stopwatch: Stopwatch
    private let image: BenchmarkImage
    private let parent: String
    private let isDurable: Bool

    /// Pulls of `image` to folders in `parent`; when `isDurable`, what earlier pulls left to be written is out of the way
    /// before each one starts.
    init(of image: BenchmarkImage, in parent: String, isDurable: Bool, stopwatch: Stopwatch) {
        self.image = image
        self.parent = parent
        self.isDurable = isDurable
        self.stopwatch = stopwatch
    }

    /// Lets `entry` pull once.
    func run(_ entry: Entry) throws -> Measurement {
        let folder = try TemporaryFolder(in: parent)
        defer { Self.remove(folder.path) }
        let pull = Pull(image: image, authority: entry.endpoint.authority, folder: folder.path)
        let before = entry.endpoint.link?.bytes
        // What runs beside the commands has ended when the files are counted.
        var measurement = try measured(entry, pull)
        let found = try FoundFiles(in: folder.path)
        let layers = FoundFiles(count: 1, bytes: image.layers.reduce(0) { $0 + $1.size })
        let wanted = entry.contestant.unpacks ? image.files.map { FoundFiles($0) } ?? layers : layers
        guard found.count >= wanted.count, found.bytes >= wanted.bytes else {
            throw BenchmarkError.incomplete(contestant: entry.label, found: found.text, wanted: wanted.text)
        }
        if let before, let after = entry.endpoint.link?.bytes { measurement.wireBytes = after - before }
        return measurement
    }

    /// What the commands of `entry` take, and the daemon that does the work.
    private func measured(_ entry: Entry, _ pull: Pull) throws -> Measurement {
        try entry.contestant.prepare(for: pull)
        let companion = try entry.contestant.companion(for: pull)
        defer { withExtendedLifetime(companion) {} }
        let daemon = companion as? EngineDaemon
        let before = daemon?.usage
        if isDurable { sync() }
        var total = Measurement()
        for command in entry.contestant.commands(for: pull) {
            try Interruption.check()
            total = total.followed(by: try stopwatch.measure(command, of: entry.label, home: pull.folder))
        }
        if let before, let after = daemon?.usage { total = total.adding(from: before, to: after) }
        return total
    }

    /// Removes a folder, however many files it has.
    private static func remove(_ folder: String) {
        _ = try? runChecked("rm", ["-rf", folder], timeoutSeconds: 300)
    }
}

/// Regular files.
struct FoundFiles: Equatable {
    let count: Int
    let bytes: Int

    init(count: Int, bytes: Int) { (self.count, self.bytes) = (count, bytes) }

    /// The files that an image has.
    init(_ files: TreeFiles) { (count, bytes) = (files.count, files.bytes) }

    /// The files under `folder`.
    init(in folder: String) throws {
        let script =
            #"find "$1" -xdev -type f -printf '%s\n' | awk '{ n += 1; s += $1 } END { printf "%.0f %.0f", n, s }'"#
        let answer = try runChecked("sh", ["-c", script, "sh", folder], timeoutSeconds: 300).output
        let numbers = answer.split(separator: " ").compactMap { Int($0) }
        guard numbers.count == 2 else { throw BenchmarkError.unreadable(what: "the count of files", text: answer) }
        (count, bytes) = (numbers[0], numbers[1])
    }

    /// `53331 files of 1270000000 bytes`
    var text: String { "\(count) files of \(bytes) bytes" }
}
