#include "CLibz.h"

#include "CLazyLibrary.h"

#ifdef __APPLE__
#define LIBRARY "libz.1.dylib"
#else
#define LIBRARY "libz.so.1"
#endif

#define FUNCTIONS(each) each(inflateInit2_) each(inflate) each(inflateReset) each(inflateEnd)

RESOLVE_LAZY_LIBRARY(FUNCTIONS, resolve_z_load, NULL)

int resolve_inflateInit2_gzip(z_stream *stream) {
    return library.inflateInit2_(stream, MAX_WBITS + 16, ZLIB_VERSION, (int)sizeof *stream);
}

int resolve_inflate(z_stream *stream, int flush) { return library.inflate(stream, flush); }

int resolve_inflateReset(z_stream *stream) { return library.inflateReset(stream); }

int resolve_inflateEnd(z_stream *stream) { return library.inflateEnd(stream); }
