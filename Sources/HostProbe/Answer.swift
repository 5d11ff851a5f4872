import CHostProbe
import PlatformModel

/// How the answers of CHostProbe become values of a recording.
enum Answer {
    /// A register: hexadecimal text, or not there.
    static func register(_ ask: (inout UInt64) -> Int32) -> ProbeValue? {
        var word: UInt64 = 0
        let failure = ask(&word)
        guard failure != HOST_PROBE_UNSUPPORTED else { return nil }
        return failure == 0 ? .text(hexadecimal(word)) : .missing
    }

    /// A text, up to its zero byte, or not there.
    static func text(capacity: Int = 4096, _ ask: (UnsafeMutablePointer<CChar>, Int) -> Int32) -> ProbeValue? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { buffer in
            buffer.initialize(repeating: 0)
            guard let base = buffer.baseAddress else { return .missing }
            let failure = ask(base, capacity)
            guard failure != HOST_PROBE_UNSUPPORTED else { return nil }
            return failure == 0 ? .text(String(cString: base)) : .missing
        }
    }

    /// What became of an attempt: `ok`, or the errno's name.
    static func outcome(_ failure: Int32) -> ProbeValue? {
        guard failure != HOST_PROBE_UNSUPPORTED else { return nil }
        guard failure != 0 else { return .text("ok") }
        return .text(host_probe_error_name(failure).map { String(cString: $0) } ?? "errno \(failure)")
    }

    /// A number as hexadecimal text with its `0x`.
    static func hexadecimal(_ word: UInt64) -> String {
        "0x" + String(word, radix: 16)
    }
}
