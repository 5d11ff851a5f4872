/// All that is known of a host: what it runs, the facts behind it, and notes for readers.
public struct HostReport: Hashable, Sendable {
    /// The facts that the choice of an image depends on.
    public var host: Host
    /// Every fact with its evidence, most important first.
    public var facts: [Fact]
    /// Contradictions and warnings, one sentence each.
    public var notes: [String]

    /// Creates a report.
    public init(host: Host, facts: [Fact], notes: [String]) {
        self.host = host
        self.facts = facts
        self.notes = notes
    }
}

/// One fact about a host, with its evidence: a line of `resolve host`.
public struct Fact: Hashable, Sendable {
    /// The subject of the fact: `architecture`, `level`, `32-bit code`.
    public var name: String
    /// The value.
    public var value: String
    /// The keys of the probes that show it.
    public var source: String
    /// The raw values of those probes.
    public var raw: String
    /// How certain it is.
    public var status: FactStatus

    /// Creates a fact.
    public init(name: String, value: String, source: String, raw: String, status: FactStatus) {
        self.name = name
        self.value = value
        self.source = source
        self.raw = raw
        self.status = status
    }
}

/// How certain a fact is.
public enum FactStatus: String, Hashable, Sendable {
    /// A probe answered.
    case proved
    /// No probe answered; this is the usual value for such machines.
    case assumed
    /// No probe answered, and nothing is assumed.
    case unknown
}

/// A report under construction: the facts and notes about one recording.
struct ReportDraft {
    /// The answers of the machine.
    let recording: Recording
    let catalog: PlatformCatalog
    private var facts: [Fact] = []
    private var notes: [String] = []

    /// Begins a report.
    init(_ recording: Recording, catalog: PlatformCatalog) {
        self.recording = recording
        self.catalog = catalog
    }

    /// Adds a fact that follows from the answers with these keys.
    mutating func add(_ name: String, _ value: String, from keys: [String], _ status: FactStatus = .proved) {
        let raw = keys.map { recording.raw($0) }.joined(separator: " ")
        add(Fact(name: name, value: value, source: keys.joined(separator: ", "), raw: raw, status: status))
    }

    /// Adds a complete fact.
    mutating func add(_ fact: Fact) {
        facts.append(fact)
    }

    /// Adds the answer with a key as a fact, if there is one.
    mutating func show(_ name: String, _ key: String) {
        guard let value = recording[key], value != .missing else { return }
        add(name, value.shown, from: [key])
    }

    /// Adds a sentence for readers.
    mutating func note(_ sentence: String) {
        notes.append(sentence)
    }

    /// The finished report about a host.
    func report(of host: Host) -> HostReport {
        HostReport(host: host, facts: facts, notes: notes)
    }
}
