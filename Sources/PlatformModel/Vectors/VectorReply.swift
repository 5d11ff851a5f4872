/// What is said of one vector, beside its `id`.
enum VectorReply: Sendable {
    /// What was chosen.
    case selection(Judgement)
    /// A platform, read or detected.
    case platform(Platform)
    /// A platform in both forms.
    case format(short: String, full: String)
    /// A normalised architecture and variant.
    case architecture(String, variant: String)
    /// What was wrong with the input.
    case error(String)
}

/// A reply as JSON, with the `id` of its vector.
struct IdentifiedReply: Sendable, Encodable {
    /// The `id` of the vector.
    let identifier: VectorIdentifier
    /// What is said of it.
    let reply: VectorReply

    private enum Key: String, CodingKey {
        case id, chosen, word, refusals, position, platform, format, architecture, variant, error
        case formatAll = "format_all"
    }

    /// Writes one object.
    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(identifier, forKey: .id)
        switch reply {
        case .platform(let platform): try values.encode(platform, forKey: .platform)
        case .error(let text): try values.encode(text, forKey: .error)
        case .format(let short, let full):
            try values.encode(short, forKey: .format)
            try values.encode(full, forKey: .formatAll)
        case .architecture(let name, let variant):
            try values.encode(name, forKey: .architecture)
            try values.encode(variant, forKey: .variant)
        case .selection(let judgement):
            try values.encode(judgement.chosen?.position, forKey: .chosen)
            try values.encode(judgement.chosen?.verdict.word, forKey: .word)
            var refusals = values.nestedUnkeyedContainer(forKey: .refusals)
            for judged in judgement.verdicts where !judged.verdict.isAccepted {
                var refusal = refusals.nestedContainer(keyedBy: Key.self)
                try refusal.encode(judged.position, forKey: .position)
                try refusal.encode(judged.verdict.word, forKey: .word)
            }
        }
    }
}
