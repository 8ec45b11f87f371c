#ifndef WATCH_H
#define WATCH_H

#define _GNU_SOURCE
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>

#include "include/powercut.h"

#define HIDDEN __attribute__((visibility("hidden")))
#define CALL __attribute__((visibility("default")))

/// Whether any folder is watched.
HIDDEN bool watch_any(void);
/// The path without `.`, `..` and doubled slashes; true when it lies beneath a watched folder.
HIDDEN bool watch_path(int folder, const char *path, char out[PATH_MAX]);
/// The path of an open file; false where it is not watched.
HIDDEN bool watch_opened(int descriptor, char out[PATH_MAX]);

/// From here until `watch_leave` no other process changes anything that is watched. `errno` is kept.
HIDDEN void watch_enter(void);
HIDDEN void watch_leave(void);

/// As long as a disk would take.
HIDDEN void watch_wait(void);

/// Adds a record; to be called between the two.
HIDDEN void watch_note(uint32_t kind, uint64_t inode, uint64_t offset, uint32_t mode, const char *path,
                       const char *target, const struct iovec *data, int count, size_t length);
HIDDEN void watch_unknown(const char *call, const char *path);

/// The inode of a watched open file; 0 where it is none.
HIDDEN uint64_t watch_inode(int descriptor);
/// The same; false once the descriptor has become something else behind our back.
HIDDEN bool watch_status(int descriptor, struct stat *status);
HIDDEN void watch_remember(int descriptor, uint64_t inode);

/// The function of this name that would have been called without this library.
HIDDEN void *watch_real(const char *name);

#endif
