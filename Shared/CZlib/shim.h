#pragma once
#include <zlib.h>

// deflateInit2 and inflateInit2 are macros, which Swift cannot call.

static inline int meshpost_deflate_init_gzip(z_stream *stream) {
    return deflateInit2(stream, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}

static inline int meshpost_inflate_init_gzip(z_stream *stream) {
    return inflateInit2(stream, 15 + 16);
}

/// For deflated data without a header, as in the entries of an archive.
static inline int meshpost_inflate_init_raw(z_stream *stream) {
    return inflateInit2(stream, -15);
}
