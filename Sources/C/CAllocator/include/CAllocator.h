#ifndef RESOLVE_CALLOCATOR_H
#define RESOLVE_CALLOCATOR_H

/*
 * Two heaps for all threads, which grow by a megabyte at a time and take blocks of up to 8 MiB; to be called first of
 * all. Nothing on systems without glibc.
 *
 * glibc gives each thread a heap of its own that grows by single pages, and each step interrupts the other cores:
 * 144 times in a pull that takes 30 ms. With one heap alone, threads that begin together wait for one another: 2 ms.
 * mallopt(3); its module is not among those that Swift imports.
 */
void resolve_grow_in_one_place(void);

#endif
