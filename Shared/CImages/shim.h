#pragma once
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>
#include <turbojpeg.h>

// TIFFSetField is variadic, which Swift cannot call.

static inline int meshpost_tiff_set_number(TIFF *file, uint32_t tag, int value) {
    return TIFFSetField(file, tag, value);
}

static inline int meshpost_tiff_set_real(TIFF *file, uint32_t tag, double value) {
    return TIFFSetField(file, tag, value);
}

static inline uint32_t meshpost_tiff_number(TIFF *file, uint32_t tag) {
    uint32_t value = 0;
    return TIFFGetField(file, tag, &value) ? value : 0;
}

static inline float meshpost_tiff_real(TIFF *file, uint32_t tag) {
    float value = 0;
    return TIFFGetField(file, tag, &value) ? value : 0;
}

static inline uint16_t meshpost_tiff_short(TIFF *file, uint32_t tag) {
    uint16_t value = 0;
    return TIFFGetField(file, tag, &value) ? value : 0;
}

/// Whether the file declares one of its samples as transparency.
static inline int meshpost_tiff_has_alpha(TIFF *file) {
    uint16_t count = 0, *kinds = NULL;
    if (!TIFFGetField(file, TIFFTAG_EXTRASAMPLES, &count, &kinds) || !kinds) return 0;
    for (uint16_t index = 0; index < count; index++)
        if (kinds[index] == EXTRASAMPLE_ASSOCALPHA || kinds[index] == EXTRASAMPLE_UNASSALPHA) return 1;
    return 0;
}

/// A TIFF file in memory; `capacity` grows when the file is written.
struct meshpost_tiff_memory {
    unsigned char *bytes;
    size_t size, capacity, position;
};

static tsize_t meshpost_tiff_read(thandle_t handle, tdata_t to, tsize_t count) {
    struct meshpost_tiff_memory *file = (struct meshpost_tiff_memory *)handle;
    size_t rest = file->position < file->size ? file->size - file->position : 0;
    size_t taken = (size_t)count < rest ? (size_t)count : rest;
    memcpy(to, file->bytes + file->position, taken);
    file->position += taken;
    return (tsize_t)taken;
}

static tsize_t meshpost_tiff_write(thandle_t handle, tdata_t from, tsize_t count) {
    struct meshpost_tiff_memory *file = (struct meshpost_tiff_memory *)handle;
    size_t end = file->position + (size_t)count;
    if (end > file->capacity) {
        size_t capacity = end * 2;
        unsigned char *bytes = (unsigned char *)realloc(file->bytes, capacity);
        if (!bytes) return -1;
        memset(bytes + file->capacity, 0, capacity - file->capacity);
        file->bytes = bytes;
        file->capacity = capacity;
    }
    memcpy(file->bytes + file->position, from, (size_t)count);
    file->position = end;
    if (end > file->size) file->size = end;
    return count;
}

static toff_t meshpost_tiff_seek(thandle_t handle, toff_t offset, int whence) {
    struct meshpost_tiff_memory *file = (struct meshpost_tiff_memory *)handle;
    file->position = (size_t)offset + (whence == SEEK_CUR ? file->position : whence == SEEK_END ? file->size : 0);
    return file->position;
}

static int meshpost_tiff_close(thandle_t handle) {
    (void)handle;
    return 0;
}

static toff_t meshpost_tiff_size(thandle_t handle) { return ((struct meshpost_tiff_memory *)handle)->size; }

static inline TIFF *meshpost_tiff_open(struct meshpost_tiff_memory *file, const char *mode) {
    TIFFSetErrorHandler(NULL);
    TIFFSetWarningHandler(NULL);
    return TIFFClientOpen("letter", mode, (thandle_t)file, meshpost_tiff_read, meshpost_tiff_write, meshpost_tiff_seek,
                          meshpost_tiff_close, meshpost_tiff_size, NULL, NULL);
}
