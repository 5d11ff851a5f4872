#ifndef RESOLVE_CLIBZ_H
#define RESOLVE_CLIBZ_H

#include <zlib.h>

/*
 * zlib, loaded when a gzip layer is read where isa-l is missing.
 *
 * Each function calls the zlib function of the same name without the prefix `resolve_`. All functions except the first
 * require that the library is loaded.
 */

/* Loads zlib once. Returns NULL, or the loader's message. Thread-safe. */
const char *resolve_z_load(void);

/* inflateInit2 for gzip members with any window; a macro, which Swift does not import. */
int resolve_inflateInit2_gzip(z_stream *stream);
int resolve_inflate(z_stream *stream, int flush);
int resolve_inflateReset(z_stream *stream);
int resolve_inflateEnd(z_stream *stream);

#endif
