#ifndef RESOLVE_CFILESYSTEM_H
#define RESOLVE_CFILESYSTEM_H

#include <stdint.h>

/*
 * What Swift cannot call by itself: variadic fcntl(2), calls and flags that glibc declares only under _GNU_SOURCE, and
 * their names on other systems. Each returns 0, or the errno of the call.
 */

/*
 * Takes a whole file's lock for writing without waiting, owned by the open file description: it ends when the last
 * descriptor of that description is closed, and never by another open of the same file. EAGAIN: somebody else holds it.
 * Linux: fcntl(2) F_OFD_SETLK. Others: flock(2), which belongs to the description there.
 */
int resolve_lock(int descriptor);

/*
 * Sets aside the blocks of bytes 0..<size and makes the file at least that long. EOPNOTSUPP: the file system has no such
 * call, and nothing was done (glibc's posix_fallocate would write every block by hand instead).
 * Linux: fallocate(2), but on tmpfs only statfs(2) and ftruncate(2). macOS: fcntl(2) F_PREALLOCATE.
 */
int resolve_preallocate(int descriptor, int64_t size);

/*
 * Asks the system to begin writing a range of a file to the disk, and does not wait for it. A hint: where there is no such
 * call, it does nothing. Linux: sync_file_range(2).
 */
int resolve_start_writeback(int descriptor, int64_t offset, int64_t length);

/*
 * Waits until a file's bytes and its length are on the disk. Linux, FreeBSD: fdatasync(2). macOS: fcntl(2) F_FULLFSYNC,
 * because fsync(2) leaves the bytes in the drive's cache there.
 */
int resolve_sync_data(int descriptor);

/* Waits until a folder's entries are on the disk. fsync(2); macOS: fcntl(2) F_FULLFSYNC. */
int resolve_sync_folder(int descriptor);

#endif
