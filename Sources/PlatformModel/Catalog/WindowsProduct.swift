/// The line of Windows that a host belongs to; their rules for older containers differ.
public enum WindowsProduct: String, Hashable, Sendable, Codable {
    /// Windows 10 and 11.
    case client
    /// Windows Server.
    case server
}
