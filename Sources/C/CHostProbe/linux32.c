// personality(PER_LINUX32), tried where it does no harm.

#include "CHostProbe.h"

// Other kernels grant it without a 32-bit mode: there the answer would say nothing.
#if defined(__linux__) && defined(__aarch64__)

#include "child.h"

#include <errno.h>
#include <sys/personality.h>

static int change_personality(void) {
    return personality(PER_LINUX32) == -1 ? errno : 0;
}

int host_probe_try_linux32(void) {
    int status;
    int failure = host_probe_ask_child(change_personality, &status);
    return failure ? failure : status;
}

#else

int host_probe_try_linux32(void) {
    return HOST_PROBE_UNSUPPORTED;
}

#endif
