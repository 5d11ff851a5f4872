/// The bounds of addresses.
package enum WebAddressLimits {
    /// The longest address that is accepted, in bytes; addresses that storage services sign reach some 4000.
    package static let bytes = 16 << 10
}
