#define _GNU_SOURCE 1
#include "CBackground.h"

#include <pthread.h>

#if defined(__linux__)
#include <sched.h>
#endif

static void *run(void *work) {
    ((void (*)(void))work)();
    return NULL;
}

static void keep_off_this_processor(pthread_attr_t *attributes) {
#if defined(__GLIBC__)
    cpu_set_t processors;
    int here = sched_getcpu();
    if (here < 0 || sched_getaffinity(0, sizeof processors, &processors) != 0) return;
    CPU_CLR(here, &processors);
    if (CPU_COUNT(&processors) > 0) pthread_attr_setaffinity_np(attributes, sizeof processors, &processors);
#else
    (void)attributes;
#endif
}

void resolve_begin_beside(void (*work)(void)) {
    pthread_attr_t attributes;
    pthread_t thread;
    if (pthread_attr_init(&attributes) != 0) return work();
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    keep_off_this_processor(&attributes);
    int code = pthread_create(&thread, &attributes, run, (void *)work);
    pthread_attr_destroy(&attributes);
    if (code != 0) work();
}
