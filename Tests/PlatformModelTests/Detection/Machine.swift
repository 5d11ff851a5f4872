import PlatformModel

/// A test machine, judged with the built-in tables.
struct Machine {
    let report: HostReport

    /// A machine that runs Linux, with these answers.
    init(_ probes: [String: ProbeValue]) throws {
        try self.init("linux", probes)
    }

    /// A machine that runs `os`, with these answers.
    init(_ os: String, _ probes: [String: ProbeValue]) throws {
        report = HostDetection(catalog: try PlatformCatalog.builtIn()).report(on: Recording(os: os, probes: probes))
    }

    /// The value of the fact with a name.
    subscript(name: String) -> String? {
        report.facts.first { $0.name == name }?.value
    }

    /// The detected host.
    var host: Host { report.host }

    /// Its platform in the short form.
    var platform: String { report.host.platform.short }

    /// The notes, one per line.
    var notes: String { report.notes.joined(separator: "\n") }
}
