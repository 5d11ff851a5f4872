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
        defer { withExtendedLifetime(folder) {} }
        let pull = Pull(image: image, authority: entry.endpoint.authority, folder: folder.path)
        let companion = try entry.contestant.companion(for: pull)
        if isDurable { sync() }
        let before = entry.endpoint.link?.bytes
        var total: Measurement?
        for command in entry.contestant.commands(for: pull) {
            try Interruption.check()
            let one = try stopwatch.measure(command, of: entry.label, home: folder.path)
            total = total?.followed(by: one) ?? one
        }
        withExtendedLifetime(companion) {}
        let found = Self.size(of: folder.path)
        guard var measurement = total, found >= image.plan.layerSize else {
            throw BenchmarkError.incomplete(contestant: entry.label, found: found, wanted: image.plan.layerSize)
        }
        if let before, let after = entry.endpoint.link?.bytes { measurement.wireBytes = after - before }
        return measurement
    }

    /// The bytes of all files under `folder`.
    private static func size(of folder: String) -> Int {
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
        return names.reduce(0) { sum, name in
            let attributes = try? FileManager.default.attributesOfItem(atPath: folder + "/" + name)
            guard attributes?[.type] as? FileAttributeType == .typeRegular else { return sum }
            return sum + ((attributes?[.size] as? NSNumber)?.intValue ?? 0)
        }
    }
}
