import ProgramRunner

extension TaskRun {
    /// Writes the files of the volumes, each volume to a folder of its own.
    func writeVolumes(in scratch: ScratchFolder) throws(TaskImageFailure) -> [String: String] {
        var folders: [String: String] = [:]
        for (number, volume) in plan.volumes.sorted(by: { $0.key < $1.key }).enumerated() {
            guard let folder = scratch.folder("volume-\(number)") else {
                throw TaskImageFailure(status: 10, "\(scratch.path) takes no folder")
            }
            for file in volume.value where !SmallFile.write(file.bytes, to: "\(folder)/\(file.name)") {
                throw TaskImageFailure(status: 10, "\(folder) does not take the file '\(file.name)'")
            }
            folders[volume.key] = folder
        }
        return folders
    }

    /// Makes the networks of the task where containers are run, and gives the names of those that it made.
    func makeNetworks() async throws(TaskImageFailure) -> [String] {
        guard let engine = tools.engine else { return [] }
        var made: [String] = []
        for network in plan.networks {
            let options = (network.driver.map { ["--driver", $0] } ?? []) + (network.ipv6 ? ["--ipv6"] : [])
            guard await runQuietly(engine, ["network", "create"] + options + [network.name]) else {
                await removeNetworks(made)
                throw TaskImageFailure(status: 1, "\(engine.rawValue) does not make the network '\(network.name)'")
            }
            made.append(network.name)
        }
        return made
    }

    /// Takes networks away again.
    func removeNetworks(_ names: [String]) async {
        guard let engine = tools.engine else { return }
        for name in names { _ = await runQuietly(engine, ["network", "rm", name]) }
    }

    private func runQuietly(_ engine: ContainerEngine, _ arguments: [String]) async -> Bool {
        var program = Program(engine.rawValue, arguments, variables: variables)
        program.timeLimitMilliseconds = 60_000
        return (try? await program.collect(limit: 65_536))?.ending == .exited(0)
    }
}
