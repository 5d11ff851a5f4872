import PlatformModel

/// A machine of a test, judged by the built-in tables.
struct Machine {
    let report: HostReport

    /// A machine that runs Linux and gives these answers.
    init(_ probes: [String: ProbeValue]) throws {
        try self.init("linux", probes)
    }

    /// A machine of `os` that gives these answers.
    init(_ os: String, _ probes: [String: ProbeValue]) throws {
        report = HostDetection(catalog: try PlatformCatalog.builtIn()).report(on: Recording(os: os, probes: probes))
    }

    /// The value of the fact of a name.
    subscript(name: String) -> String? {
        report.facts.first { $0.name == name }?.value
    }

    /// What the machine runs.
    var host: Host { report.host }

    /// Its platform in the short form.
    var platform: String { report.host.platform.short }

    /// The notes in one text.
    var notes: String { report.notes.joined(separator: "\n") }
}
