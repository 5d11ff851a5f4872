#include "CAllocator.h"

#if defined(__linux__)
#include <features.h>
#endif

#if defined(__GLIBC__)
#include <malloc.h>

void resolve_grow_in_one_place(void) {
    mallopt(M_ARENA_MAX, 2);
    mallopt(M_TOP_PAD, 1 << 20);
    mallopt(M_MMAP_THRESHOLD, 8 << 20);
    mallopt(M_TRIM_THRESHOLD, 32 << 20);
}
#else
void resolve_grow_in_one_place(void) {}
#endif

#if defined(__linux__)
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

/* The linker's names for the two ends of the program's initialised variables. */
extern char __data_start[] __attribute__((weak));
extern char _edata[] __attribute__((weak));

void resolve_own_variables(void) {
    long page = sysconf(_SC_PAGESIZE);
    if (page <= 0 || !__data_start || !_edata) return;
    uintptr_t mask = (uintptr_t)page - 1;
    uintptr_t start = (uintptr_t)__data_start & ~mask;
    uintptr_t end = ((uintptr_t)_edata + mask) & ~mask;
    if (end > start) madvise((void *)start, end - start, MADV_POPULATE_WRITE);
}
#else
void resolve_own_variables(void) {}
#endif
