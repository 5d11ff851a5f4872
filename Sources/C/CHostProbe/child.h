// A child process that answers one question with its exit status.

#ifndef RESOLVE_CHILD_H
#define RESOLVE_CHILD_H

/// Runs `work` in a vfork(2) child, which ends with what it returns, unless it becomes another program.
///
/// Gives 0 and the exit status, or a positive errno; ECHILD when the child was killed, or reaped by someone
/// else. `work` shares the caller's memory: it may only make system calls. Its descriptors are its own.
int host_probe_ask_child(int (*work)(void), int *status);

#endif
