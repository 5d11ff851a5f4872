#ifndef RESOLVE_CLIBZSTD_H
#define RESOLVE_CLIBZSTD_H

#include <zstd.h>

/*
 * libzstd, loaded when the first layer compressed by zstd is read.
 *
 * Each function calls the libzstd function of the same name without the prefix `resolve_`. All functions except the
 * first require that the library is loaded.
 */

/* Loads libzstd once. Returns NULL, or the loader's message. Thread-safe. */
const char *resolve_ZSTD_load(void);

ZSTD_DCtx *resolve_ZSTD_createDCtx(void);
size_t resolve_ZSTD_freeDCtx(ZSTD_DCtx *context);
size_t resolve_ZSTD_DCtx_setParameter(ZSTD_DCtx *context, ZSTD_dParameter parameter, int value);
size_t resolve_ZSTD_decompressStream(ZSTD_DCtx *context, ZSTD_outBuffer *output, ZSTD_inBuffer *input);
unsigned resolve_ZSTD_isError(size_t code);
const char *resolve_ZSTD_getErrorName(size_t code);

/* Whether a code means this; the numbers are those of zstd_errors.h. */
int resolve_ZSTD_is_window_too_large(size_t code);
int resolve_ZSTD_is_no_frame(size_t code);
int resolve_ZSTD_is_wrong_checksum(size_t code);

#endif
