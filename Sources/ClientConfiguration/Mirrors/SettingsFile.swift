import MirrorModel
import RegistryProtocol

/// Files of settings, as bytes.
enum SettingsFile {
    /// The bytes of the file at `path`, or nil when there is no such file.
    static func bytes(of path: String) throws(SettingFault) -> [UInt8]? {
        do throws(CredentialProblem) {
            return try FileText.bytes(of: path)
        } catch {
            let source = SettingSource.file(path: path)
            if case .tooLarge(let limit) = error { throw SettingFault(.tooLarge(limit: limit), at: source) }
            guard case .unreadable(let reason) = error else {
                throw SettingFault(.unreadable(reason: error.description), at: source)
            }
            throw SettingFault(.unreadable(reason: reason), at: source)
        }
    }
}
