import ImageModel
import PlatformModel

extension JSONValue {
    /// A platform with every key, those without a value as `null`.
    package static func platform(_ platform: Platform?) -> JSONValue {
        guard let platform else { return .null }
        return .object([
            "os": .text(platform.os),
            "architecture": .text(platform.architecture),
            "variant": .optional(platform.variant),
            "os.version": .optional(platform.osVersion),
            "os.features": .list(platform.osFeatures.map(JSONValue.text)),
        ])
    }

    /// A digest in full, or `null`.
    package static func digest(_ digest: Digest?) -> JSONValue {
        .optional(digest?.description)
    }

    /// A number of bytes, or `null`.
    package static func size(_ size: Int64?) -> JSONValue {
        size.map(JSONValue.integer) ?? .null
    }

    /// The place of an entry, from the outermost list inwards.
    package static func position(_ position: Position) -> JSONValue {
        .list(position.map { .integer(Int64($0)) })
    }

    /// Who asked for a platform: one of three words.
    package static func origin(_ origin: Wanted.Origin) -> JSONValue {
        switch origin {
        case .host, .hostOption: .text("host")
        case .flag: .text("flag")
        case .environment: .text("environment")
        }
    }

    /// The name of the host or of the variable that a platform came from; `null` where there is none.
    package static func originName(_ origin: Wanted.Origin) -> JSONValue {
        switch origin {
        case .host, .flag: .null
        case .hostOption(let name), .environment(let name): .text(name)
        }
    }
}
