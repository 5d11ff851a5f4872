#include "CLibzstd.h"

#include <zstd_errors.h>

#include "CLazyLibrary.h"

#ifdef __APPLE__
#define LIBRARY "libzstd.1.dylib"
#else
#define LIBRARY "libzstd.so.1"
#endif

#define FUNCTIONS(each)                                                                                               \
    each(ZSTD_createDCtx) each(ZSTD_freeDCtx) each(ZSTD_DCtx_setParameter) each(ZSTD_decompressStream)                \
    each(ZSTD_isError) each(ZSTD_getErrorName) each(ZSTD_getErrorCode)

RESOLVE_LAZY_LIBRARY(FUNCTIONS, resolve_ZSTD_load, NULL)

ZSTD_DCtx *resolve_ZSTD_createDCtx(void) { return library.ZSTD_createDCtx(); }

size_t resolve_ZSTD_freeDCtx(ZSTD_DCtx *context) { return library.ZSTD_freeDCtx(context); }

size_t resolve_ZSTD_DCtx_setParameter(ZSTD_DCtx *context, ZSTD_dParameter parameter, int value) {
    return library.ZSTD_DCtx_setParameter(context, parameter, value);
}

size_t resolve_ZSTD_decompressStream(ZSTD_DCtx *context, ZSTD_outBuffer *output, ZSTD_inBuffer *input) {
    return library.ZSTD_decompressStream(context, output, input);
}

unsigned resolve_ZSTD_isError(size_t code) { return library.ZSTD_isError(code); }

const char *resolve_ZSTD_getErrorName(size_t code) { return library.ZSTD_getErrorName(code); }

int resolve_ZSTD_is_window_too_large(size_t code) {
    return library.ZSTD_getErrorCode(code) == ZSTD_error_frameParameter_windowTooLarge;
}

int resolve_ZSTD_is_wrong_checksum(size_t code) {
    return library.ZSTD_getErrorCode(code) == ZSTD_error_checksum_wrong;
}

int resolve_ZSTD_is_no_frame(size_t code) { return library.ZSTD_getErrorCode(code) == ZSTD_error_prefix_unknown; }
