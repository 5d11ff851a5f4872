#include "CLibisal.h"

#if __has_include(<isa-l/igzip_lib.h>)

#include <isa-l/igzip_lib.h>
#include <stdlib.h>
#include <string.h>

#include "CLazyLibrary.h"

#ifdef __APPLE__
#define LIBRARY "libisal.2.dylib"
#else
#define LIBRARY "libisal.so.2"
#endif

#define FUNCTIONS(each)                                                                                               \
    each(isal_inflate_init) each(isal_inflate_reset) each(isal_gzip_header_init) each(isal_read_gzip_header)          \
    each(isal_inflate)

static const char *test_layout(void);

RESOLVE_LAZY_LIBRARY(FUNCTIONS, resolve_isal_load, test_layout())

/* In isa-l 2.30, isal_inflate with ISAL_GZIP keeps what it knows of the header in a variable of its own, which is lost
   if the header does not arrive at once. So the header is read before, into one that stays. */
struct decoder {
    struct isal_gzip_header header;
    int is_in_header;
    struct inflate_state state;
    /* The library writes to the state: room behind it for one that grew a little in a later version. */
    char room[64 << 10];
};

void *resolve_isal_new(void) {
    struct decoder *decoder = calloc(1, sizeof *decoder);
    if (!decoder) return NULL;
    library.isal_inflate_init(&decoder->state);
    resolve_isal_reset(decoder);
    return decoder;
}

void resolve_isal_reset(void *opaque) {
    struct decoder *decoder = opaque;
    library.isal_gzip_header_init(&decoder->header);
    library.isal_inflate_reset(&decoder->state);
    decoder->state.crc_flag = ISAL_GZIP_NO_HDR_VER;
    decoder->is_in_header = 1;
}

struct resolve_isal_progress resolve_isal_inflate(void *opaque, const void *input, size_t input_count, void *output,
                                                  size_t output_count) {
    struct decoder *decoder = opaque;
    struct inflate_state *state = &decoder->state;
    struct resolve_isal_progress progress = {ISAL_DECOMP_OK, 0, 0, 0};
    state->next_in = (uint8_t *)input;
    state->avail_in = (uint32_t)input_count;
    state->next_out = output;
    state->avail_out = (uint32_t)output_count;
    if (decoder->is_in_header) {
        progress.code = library.isal_read_gzip_header(state, &decoder->header);
        decoder->is_in_header = progress.code != ISAL_DECOMP_OK;
    }
    if (!decoder->is_in_header) {
        progress.code = library.isal_inflate(state);
        progress.finished = state->block_state == ISAL_BLOCK_FINISH;
    }
    progress.consumed = input_count - state->avail_in;
    progress.produced = output_count - state->avail_out;
    return progress;
}

int resolve_isal_is_wrong_checksum(int code) { return code == ISAL_INCORRECT_CHECKSUM; }

/* The state has no version: a library whose state differs from the header's would read fields at wrong offsets. */
static const char *test_layout(void) {
    /* The gzip member of "layer". */
    static const unsigned char member[] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xcb, 0x49, 0xac, 0x4c, 0x2d, 2, 0,
                                           0x1a, 0x21, 0xdb, 0xe4, 5, 0, 0, 0};
    char text[16];
    void *decoder = resolve_isal_new();
    if (!decoder) return "there is no memory for the state of " LIBRARY;
    struct resolve_isal_progress progress =
        resolve_isal_inflate(decoder, member, sizeof member, text, sizeof text);
    free(decoder);
    int agrees = progress.code == ISAL_DECOMP_OK && progress.finished && progress.consumed == sizeof member &&
                 progress.produced == 5 && memcmp(text, "layer", 5) == 0;
    return agrees ? NULL : LIBRARY " does not agree with the header that this program was built with";
}

#else

const char *resolve_isal_load(void) { return "this program was built without isa-l"; }

void *resolve_isal_new(void) { return NULL; }

void resolve_isal_reset(void *decoder) { (void)decoder; }

struct resolve_isal_progress resolve_isal_inflate(void *decoder, const void *input, size_t input_count, void *output,
                                                  size_t output_count) {
    struct resolve_isal_progress progress = {-1, 0, 0, 0};
    (void)decoder, (void)input, (void)input_count, (void)output, (void)output_count;
    return progress;
}

int resolve_isal_is_wrong_checksum(int code) {
    (void)code;
    return 0;
}

#endif
