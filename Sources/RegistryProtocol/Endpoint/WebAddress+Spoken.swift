/// The same place over another scheme.
extension WebAddress {
    /// This address with `scheme`; everything else stays as it is, the port as well.
    package func withScheme(_ scheme: WebScheme) -> WebAddress {
        guard scheme != self.scheme,
            let origin = try? WebAddress(parsing: "\(scheme.rawValue)://\(authorityText)")
        else { return self }
        return WebAddress(origin, target: Array(pathAndQuery.utf8))
    }
}
