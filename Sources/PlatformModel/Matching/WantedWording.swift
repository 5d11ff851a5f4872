/// How the wanted host is spoken of in details.
struct WantedWording: Hashable, Sendable {
    /// The wanted host, with the policy applied.
    let host: Host
    /// Where it came from.
    let origin: Wanted.Origin

    /// The host as the subject of a sentence.
    var name: String {
        switch origin {
        case .host: return "this host"
        case .hostOption(let name): return "host \(name)"
        case .flag, .environment: return "the wanted platform"
        }
    }

    /// A sentence about the host's level.
    func level(_ level: String) -> String {
        switch (host.level, origin) {
        case (.proved, _) where level.isEmpty, (.assumed, _) where level.isEmpty: return "\(name) has no variant"
        case (.unknown(let probe), _): return "the level of \(name) is not known (\(probe))"
        case (_, .flag), (_, .environment): return "\(name) is \(level)"
        case (.assumed, _): return "\(name) is assumed \(level)"
        case (.proved, _): return "\(name) is proved \(level)"
        }
    }
}
