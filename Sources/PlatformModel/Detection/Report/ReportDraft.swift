/// A report under way: facts and notes about one recording.
struct ReportDraft {
    /// What the machine answered.
    let recording: Recording
    /// What is known about platforms.
    let catalog: PlatformCatalog
    /// Where CPU features show.
    let features: [CPUFeatureRow]
    private var facts: [Fact] = []
    private var notes: [String] = []

    /// Begins a report.
    init(_ recording: Recording, catalog: PlatformCatalog, features: [CPUFeatureRow]) {
        self.recording = recording
        self.catalog = catalog
        self.features = features
    }

    /// Adds a fact that rests on the answers under some keys.
    mutating func add(_ name: String, _ value: String, from keys: [String], _ status: FactStatus = .proved) {
        let raw = keys.map { recording.raw($0) }.joined(separator: " ")
        add(Fact(name: name, value: value, source: keys.joined(separator: ", "), raw: raw, status: status))
    }

    /// Adds a fact that brings its own evidence.
    mutating func add(_ fact: Fact) {
        facts.append(fact)
    }

    /// Adds a fact that shows the answer under a key as it is, if it was asked and is there.
    mutating func show(_ name: String, _ key: String) {
        guard let value = recording[key], value != .missing else { return }
        add(name, value.shown, from: [key])
    }

    /// Adds a sentence for readers.
    mutating func note(_ sentence: String) {
        notes.append(sentence)
    }

    /// The report about a host.
    func report(of host: Host) -> HostReport {
        HostReport(host: host, facts: facts, notes: notes)
    }
}
