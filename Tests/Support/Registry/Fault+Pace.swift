extension Fault {
    /// The connection is closed in an orderly way after this many bytes of the body.
    public static func cut(after count: Int) -> Fault {
        Fault(name: "cut after \(count)") { reply, _ in reply.pace.cutAfter = count }
    }

    /// The connection is closed after this part, 0 to 1, of the whole resource.
    public static func cut(atFraction fraction: Double) -> Fault {
        Fault(name: "cut at \(fraction)") { reply, _ in
            reply.pace.cutAfter = Int(Double(reply.body.count) * min(max(fraction, 0), 1))
        }
    }

    /// The connection is reset after this many bytes of the body.
    public static func reset(after count: Int) -> Fault {
        Fault(name: "reset after \(count)") { reply, _ in
            reply.pace.cutAfter = count
            reply.pace.resets = true
        }
    }

    /// The connection is closed before any answer.
    public static var closedWithoutReply: Fault {
        Fault(name: "closed without reply") { reply, _ in reply.pace.isSilent = true }
    }

    /// Nothing comes for a while after this many bytes of the body.
    public static func stall(after count: Int, seconds: Double) -> Fault {
        Fault(name: "stall after \(count)") { reply, _ in
            reply.pace.stallAfter = count
            reply.pace.stallSeconds = seconds
        }
    }

    /// Nothing comes for a while after this part, 0 to 1, of the whole resource.
    public static func stall(atFraction fraction: Double, seconds: Double) -> Fault {
        Fault(name: "stall at \(fraction)") { reply, _ in
            reply.pace.stallAfter = Int(Double(reply.body.count) * min(max(fraction, 0), 1))
            reply.pace.stallSeconds = seconds
        }
    }

    /// Nothing comes for a while before the head.
    public static func delay(seconds: Double) -> Fault {
        Fault(name: "delay \(seconds)") { reply, _ in reply.pace.delaySeconds = seconds }
    }

    /// The body comes evenly, this many bytes a second.
    public static func slow(bytesPerSecond: Int) -> Fault {
        Fault(name: "slow \(bytesPerSecond)") { reply, _ in reply.pace.bytesPerSecond = max(1, bytesPerSecond) }
    }

    /// The connection is closed after a reply that says so.
    public static var closesConnection: Fault {
        Fault(name: "closes connection") { reply, _ in reply.closesConnection = true }
    }
}
