// personality(PER_LINUX32), tried in a child process.

#include "CHostProbe.h"

// Kernels of other architectures accept it even without 32-bit support, so it proves nothing about them.
#if defined(__linux__) && defined(__aarch64__)

#include "child.h"

#include <errno.h>
#include <sys/personality.h>

static int change_personality(void) {
    return personality(PER_LINUX32) == -1 ? errno : 0;
}

int host_probe_try_linux32(void) {
    int status;
    int failure = host_probe_run_child(change_personality, &status);
    return failure ? failure : status;
}

#else

int host_probe_try_linux32(void) {
    return HOST_PROBE_UNSUPPORTED;
}

#endif
