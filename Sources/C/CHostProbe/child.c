// vfork, because fork copies the page tables, which is slow for a large process.

#if defined(__linux__)

#define _GNU_SOURCE

#include "child.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

int host_probe_run_child(int (*work)(void), int *status) {
    // All signals are blocked, because a handler that runs in the child would change the parent's memory.
    sigset_t everything, before;
    sigfillset(&everything);
    int failure = pthread_sigmask(SIG_BLOCK, &everything, &before);
    if (failure) return failure;
    pid_t child = vfork();
    if (child == 0) _exit(work());
    failure = child < 0 ? errno : 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (failure) return failure;

    int ended;
    pid_t reaped;
    do reaped = waitpid(child, &ended, 0);
    while (reaped < 0 && errno == EINTR);
    if (reaped != child || !WIFEXITED(ended)) return ECHILD;
    *status = WEXITSTATUS(ended);
    return 0;
}

#else

typedef int host_probe_no_children_here;

#endif
