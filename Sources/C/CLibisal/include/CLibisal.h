#ifndef RESOLVE_CLIBISAL_H
#define RESOLVE_CLIBISAL_H

#include <stddef.h>

/*
 * isa-l's gzip decoder, loaded when the first gzip layer is read. It is several times as fast as zlib, and exists for
 * x86-64 and arm64 only: on other architectures, or where its header was missing at build time, loading fails with a
 * message, and zlib takes its place.
 *
 * The state is opaque to Swift, because its type exists only where the header does.
 */

/* Loads isa-l once, and tests that its functions agree with the header. Returns NULL, or a message. Thread-safe. */
const char *resolve_isal_load(void);

/* What one call of resolve_isal_inflate did. */
struct resolve_isal_progress {
    /* The result of isal_inflate: 0, or a number of igzip_lib.h. */
    int code;
    /* Whether the gzip member has ended, its checksum included. */
    int finished;
    /* The number of bytes taken from the input. */
    size_t consumed;
    /* The number of bytes written to the output. */
    size_t produced;
};

/* A decoder at the start of a gzip member; NULL if there is no memory. Freed with free(3). */
void *resolve_isal_new(void);

/* Goes to the start of a gzip member. */
void resolve_isal_reset(void *decoder);

/* Decodes as much as the input and the output allow; neither may exceed 4 GiB. The corresponding function is
   isal_inflate. */
struct resolve_isal_progress resolve_isal_inflate(void *decoder, const void *input, size_t input_count, void *output,
                                                  size_t output_count);

/* Whether a code means that the checksum or the length at the end of the member is wrong. */
int resolve_isal_is_wrong_checksum(int code);

#endif
