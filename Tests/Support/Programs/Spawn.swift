import Foundation

/// What posix_spawn(3) needs to start one program with its three streams on files.
struct Spawn {
    let program: String
    let arguments: [String]
    let environment: [String: String]
    let directory: String?
    let stdin: String
    let stdout: String
    let stderr: String

    /// Starts the program and gives its process id.
    func start() throws -> Int32 {
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
            var attributes: posix_spawnattr_t?
        #else
            var actions = posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, 0, stdin, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, stdout, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, stderr, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        var words = [program] + arguments
        if let directory {
            #if canImport(Darwin)
                posix_spawn_file_actions_addchdir_np(&actions, directory)
            #else
                // glibc shows its counterpart to _GNU_SOURCE alone; env(1) goes there and becomes the program.
                words = ["env", "-C", directory] + words
            #endif
        }
        useDefaultSignals(&attributes)

        let argumentList = CStrings(words)
        let environmentList = CStrings(environment.map { "\($0.key)=\($0.value)" })
        var pid: pid_t = 0
        let code = withExtendedLifetime((argumentList, environmentList)) {
            posix_spawnp(&pid, words[0], &actions, &attributes, argumentList.pointers, environmentList.pointers)
        }
        guard code == 0 else { throw TestProgramError.notStarted(program: program, code: code) }
        return pid
    }

    /// A test run in the background ignores SIGINT, and a test runner may block signals: neither is for the program.
    #if canImport(Darwin)
        private func useDefaultSignals(_ attributes: inout posix_spawnattr_t?) {
            var defaults = sigset_t()
            sigemptyset(&defaults)
            for signal in [SIGINT, SIGQUIT, SIGTERM, SIGPIPE] { sigaddset(&defaults, signal) }
            var blocked = sigset_t()
            sigemptyset(&blocked)
            posix_spawnattr_setsigdefault(&attributes, &defaults)
            posix_spawnattr_setsigmask(&attributes, &blocked)
            let flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_CLOEXEC_DEFAULT
            posix_spawnattr_setflags(&attributes, Int16(flags))
        }
    #else
        private func useDefaultSignals(_ attributes: inout posix_spawnattr_t) {
            var defaults = sigset_t()
            sigemptyset(&defaults)
            for signal in [SIGINT, SIGQUIT, SIGTERM, SIGPIPE] { sigaddset(&defaults, signal) }
            var blocked = sigset_t()
            sigemptyset(&blocked)
            posix_spawnattr_setsigdefault(&attributes, &defaults)
            posix_spawnattr_setsigmask(&attributes, &blocked)
            posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        }
    #endif
}

/// A null-terminated list of C strings, freed with the value.
private final class CStrings {
    let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    private let count: Int

    init(_ texts: [String]) {
        count = texts.count
        pointers = .allocate(capacity: texts.count + 1)
        for (index, text) in texts.enumerated() { pointers[index] = strdup(text) }
        pointers[texts.count] = nil
    }

    deinit {
        for index in 0..<count { free(pointers[index]) }
        pointers.deallocate()
    }
}
