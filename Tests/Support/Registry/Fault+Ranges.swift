extension Fault {
    /// A request with a Range field is answered with this status; one without, as it should be.
    public static func rangeAnswered(with status: Int) -> Fault {
        Fault(name: "\(status) to ranges") { reply, request in
            guard request.range != nil else { return }
            reply = .error(status, code: "UNSUPPORTED", message: "no ranges")
        }
    }

    /// A range is answered under the label it was asked by, with so many bytes more behind it.
    public static func surplusRange(by count: Int) -> Fault {
        Fault(name: "range with \(count) bytes more") { reply, _ in reply.rangeAnswer = .surplus(count) }
    }

    /// A range is answered with one that starts `count` bytes earlier, and is labelled so: it overlaps what is held.
    public static func overlappingRange(by count: Int) -> Fault {
        Fault(name: "range that overlaps by \(count)") { reply, _ in reply.rangeAnswer = .shifted(-count) }
    }

    /// A range is answered with its first half, rightly labelled, as RFC 9110, section 14.2, allows.
    public static var halfRange: Fault {
        Fault(name: "half a range") { reply, _ in reply.rangeAnswer = .half }
    }
}
