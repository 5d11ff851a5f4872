import ImageModel
import MirrorModel
import RegistryProtocol

/// The files in which containerd, podman and Docker are told about mirrors.
///
/// They are read anew for each question. A fault in a file of containerd or Docker leaves out what it concerns, as containerd
/// does; one in a file of podman that cannot be read as a whole ends the lookup, as in podman, for it may forbid the image.
package struct MirrorFiles: Sendable {
    private let places: MirrorPlaces

    /// Looks in `places`.
    package init(places: MirrorPlaces) {
        self.places = places
    }

    /// What the files, and the command line's `options`, say about the image.
    ///
    /// - Throws: ``SettingFault`` of podman's files.
    package func lookup(
        for image: Reference, options: MirrorOptions = MirrorOptions()
    ) throws(SettingFault) -> MirrorLookup {
        let podman = try RegistriesFiles(main: places.registriesFiles, folders: places.registriesFolders)
        let containerd = HostsFolder.settings(for: image, roots: places.hostsFolders)
        let docker = engine()
        let configuration = MirrorConfiguration(
            options: options, hosts: containerd.file, rules: podman.rules, engine: docker.file)
        return MirrorLookup(configuration: configuration, faults: containerd.faults + podman.faults + docker.faults)
    }

    private func engine() -> (file: EngineFile?, faults: [SettingFault]) {
        for path in places.engineFiles {
            do throws(SettingFault) {
                guard let bytes = try SettingsFile.bytes(of: path) else { continue }
                var reader = EngineFileReader(path: path)
                let file = try reader.file(parsing: bytes)
                return (file, reader.faults)
            } catch {
                return (nil, [error])
            }
        }
        return (nil, [])
    }
}
