#ifndef RESOLVE_CBACKGROUND_H
#define RESOLVE_CBACKGROUND_H

/*
 * Does `work` once, on a thread of its own that ends with it, and returns at once; on this thread if there can be no
 * other.
 *
 * On Linux that thread is kept off the processor that runs the caller: the kernel often puts a new thread on its
 * parent's, and moves it only after 4 ms or more (measured on Linux 6.18 with two processors, one of them idle).
 * pthread_attr_setaffinity_np(3).
 */
void resolve_begin_beside(void (*work)(void));

#endif
