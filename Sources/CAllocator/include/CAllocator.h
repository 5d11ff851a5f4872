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

/*
 * Makes the pages of the program's own variables private now; to be called before there is a second thread. madvise(2);
 * nothing on systems without MADV_POPULATE_WRITE (Linux 5.14), or where the linker does not say where they are.
 *
 * Each page that a thread writes to for the first time is mapped anew, and while two cores run the program, each time
 * interrupts the other one: some 70 pages at 8 microseconds, all before the first request.
 */
void resolve_own_variables(void);

#endif
