import Subprocess
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A program under way, as far as those need to know it who end it.
final class RunningProgram: Sendable {
    /// Its number; 0 before it has begun.
    private let number = Atomic<Int32>(0)

    /// Remembers the program's number.
    func begin(_ identifier: ProcessIdentifier) {
        number.store(identifier.value, ordering: .relaxed)
    }

    /// Ends what a program has left behind that led a process group and was ended early: those of the group that did not
    /// heed SIGTERM.
    ///
    /// The system gives the number of a group to nobody as long as there is a member. The corresponding C function is
    /// kill(2).
    func endGroup() {
        let number = number.load(ordering: .relaxed)
        if number > 1 { kill(-number, SIGKILL) }
    }
}
