// A child process that returns one result as its exit status.

#ifndef RESOLVE_CHILD_H
#define RESOLVE_CHILD_H

/// Runs `work` in a vfork(2) child, which exits with the result of `work` unless it executes another program.
///
/// Returns 0 and the exit status, or a positive errno; ECHILD if the child was killed or reaped elsewhere. `work`
/// shares the caller's memory and may only make system calls. It has its own file descriptors.
int host_probe_run_child(int (*work)(void), int *status);

#endif
