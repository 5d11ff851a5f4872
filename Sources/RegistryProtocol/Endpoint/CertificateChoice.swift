/// Which of several client certificates a server is shown: one after the other, until it accepts one.
///
/// Each request begins with ``first`` and goes on with the next one as long as the server refuses. A server that accepted one
/// is shown that one only.
package struct CertificateChoice: Hashable, Sendable {
    private let count: Int
    private var isSettled = false
    /// The certificate for the next new request.
    package private(set) var first = 0

    /// The choice among `count` certificates.
    package init(among count: Int) {
        self.count = count
    }

    /// Notes that the server accepted the certificate at `index`.
    package mutating func accept(_ index: Int) {
        (first, isSettled) = (index, true)
    }

    /// The certificate to show after the server has refused the one at `index`; `nil` if there is none left.
    package mutating func next(after index: Int) -> Int? {
        guard !isSettled else { return nil }
        let next = index + 1
        guard next < count else {
            first = 0
            return nil
        }
        if first == index { first = next }
        return next
    }

    /// Whether this status of a response says that the server did not get a client certificate that it accepts: 400, where
    /// nginx also writes its own 495 and 496.
    package static func isRefusal(status: Int) -> Bool { [400, 495, 496].contains(status) }
}
