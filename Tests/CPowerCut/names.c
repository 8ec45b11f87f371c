#include "watch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

// What is done to names.

static void note_name(uint32_t kind, const struct stat *status, const char *path, const char *target) {
    watch_note(kind, status->st_ino, 0, status->st_mode & 07777, path, target, NULL, 0, 0);
}

static int opening(int folder, const char *path, int flags, mode_t mode) {
    char whole[PATH_MAX];
    struct stat before, now;
    bool is_watched = watch_path(folder, path, whole);
    if (!is_watched || !(flags & (O_CREAT | O_TRUNC | O_TMPFILE))) {
        int descriptor = (int)syscall(SYS_openat, folder, path, flags, mode);
        bool is_file = descriptor >= 0 && is_watched && fstat(descriptor, &now) == 0;
        watch_remember(descriptor, is_file ? now.st_ino : 0);
        return descriptor;
    }
    watch_enter();
    int kept = errno;
    bool was_there = stat(whole, &before) == 0;
    errno = kept;
    int descriptor = (int)syscall(SYS_openat, folder, path, flags, mode);
    watch_remember(descriptor, 0);
    if (descriptor >= 0 && fstat(descriptor, &now) == 0) {
        watch_remember(descriptor, now.st_ino);
        if ((flags & O_TMPFILE) == O_TMPFILE) {
            watch_unknown("open(O_TMPFILE)", whole);
        } else if (!was_there) {
            note_name(POWERCUT_CREATE, &now, whole, NULL);
        } else if ((flags & O_TRUNC) && before.st_size > 0) {
            watch_note(POWERCUT_RESIZE, now.st_ino, 0, 0, NULL, NULL, NULL, 0, 0);
        }
    }
    watch_leave();
    return descriptor;
}

static mode_t mode_of(int flags, va_list list) {
    return flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(list, mode_t) : 0;
}

#define OPENING(folder, path, flags)       \
    va_list list;                          \
    va_start(list, flags);                 \
    mode_t mode = mode_of(flags, list);    \
    va_end(list);                          \
    return opening(folder, path, flags, mode)

CALL int open(const char *path, int flags, ...) { OPENING(AT_FDCWD, path, flags); }
CALL int open64(const char *path, int flags, ...) { OPENING(AT_FDCWD, path, flags); }
CALL int openat(int folder, const char *path, int flags, ...) { OPENING(folder, path, flags); }
CALL int openat64(int folder, const char *path, int flags, ...) { OPENING(folder, path, flags); }
CALL int creat(const char *path, mode_t mode) {
    return opening(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}
CALL int creat64(const char *path, mode_t mode) { return creat(path, mode); }
// What the C library's headers make of open(2) with two arguments when they check buffers.
CALL int __open_2(const char *path, int flags) { return opening(AT_FDCWD, path, flags, 0); }
CALL int __open64_2(const char *path, int flags) { return opening(AT_FDCWD, path, flags, 0); }
CALL int __openat_2(int folder, const char *path, int flags) { return opening(folder, path, flags, 0); }
CALL int __openat64_2(int folder, const char *path, int flags) { return opening(folder, path, flags, 0); }

/// A file or folder that the C library made itself.
static void note_made(const char *path, int descriptor, uint32_t kind) {
    char whole[PATH_MAX];
    struct stat now;
    if (!path || !watch_path(AT_FDCWD, path, whole) || stat(whole, &now) != 0) return;
    watch_enter();
    note_name(kind, &now, whole, NULL);
    watch_leave();
    if (descriptor >= 0) watch_remember(descriptor, now.st_ino);
}

typedef int (*maker)(char *, int);
CALL int mkostemp(char *path, int flags) {
    int descriptor = ((maker)watch_real("mkostemp"))(path, flags);
    watch_remember(descriptor, 0);
    if (descriptor >= 0) note_made(path, descriptor, POWERCUT_CREATE);
    return descriptor;
}
CALL int mkstemp(char *path) { return mkostemp(path, 0); }
CALL int mkstemp64(char *path) { return mkostemp(path, 0); }
CALL int mkostemp64(char *path, int flags) { return mkostemp(path, flags); }
CALL char *mkdtemp(char *path) {
    char *made = ((char *(*)(char *))watch_real("mkdtemp"))(path);
    note_made(made, -1, POWERCUT_MKDIR);
    return made;
}

typedef FILE *(*opener)(const char *, const char *);
static FILE *streaming(const char *name, const char *path, const char *mode) {
    char whole[PATH_MAX];
    if (strpbrk(mode, "wa+") && watch_path(AT_FDCWD, path, whole)) {
        watch_enter();
        watch_unknown(name, whole);
        watch_leave();
    }
    return ((opener)watch_real(name))(path, mode);
}
CALL FILE *fopen(const char *path, const char *mode) { return streaming("fopen", path, mode); }
CALL FILE *fopen64(const char *path, const char *mode) { return streaming("fopen64", path, mode); }

static int making(int folder, const char *path, mode_t mode) {
    char whole[PATH_MAX];
    struct stat now;
    if (!watch_path(folder, path, whole)) return (int)syscall(SYS_mkdirat, folder, path, mode);
    watch_enter();
    int result = (int)syscall(SYS_mkdirat, folder, path, mode);
    if (result == 0 && stat(whole, &now) == 0) note_name(POWERCUT_MKDIR, &now, whole, NULL);
    watch_leave();
    return result;
}
CALL int mkdir(const char *path, mode_t mode) { return making(AT_FDCWD, path, mode); }
CALL int mkdirat(int folder, const char *path, mode_t mode) { return making(folder, path, mode); }

/// rename(2) and link(2).
static int moving(uint32_t kind, int from, const char *path, int to, const char *target, unsigned flags) {
    char old[PATH_MAX], new[PATH_MAX];
    struct stat source, former;
    long call = kind == POWERCUT_RENAME ? SYS_renameat2 : SYS_linkat;
    bool is_from = watch_path(from, path, old), is_to = watch_path(to, target, new);
    if (!is_from && !is_to) return (int)syscall(call, from, path, to, target, flags);
    watch_enter();
    int kept = errno;
    bool was_there = lstat(old, &source) == 0;
    bool was_same = was_there && lstat(new, &former) == 0 && former.st_ino == source.st_ino;
    errno = kept;
    int result = (int)syscall(call, from, path, to, target, flags);
    if (result == 0 && !was_same) {
        // 1: RENAME_NOREPLACE.
        bool is_followed = is_from && is_to && was_there && (kind == POWERCUT_LINK || !(flags & ~1u));
        if (is_followed) {
            note_name(kind, &source, old, new);
        } else {
            watch_unknown("rename or link", is_from ? old : new);
        }
    }
    watch_leave();
    return result;
}
CALL int rename(const char *path, const char *target) {
    return moving(POWERCUT_RENAME, AT_FDCWD, path, AT_FDCWD, target, 0);
}
CALL int renameat(int from, const char *path, int to, const char *target) {
    return moving(POWERCUT_RENAME, from, path, to, target, 0);
}
CALL int renameat2(int from, const char *path, int to, const char *target, unsigned flags) {
    return moving(POWERCUT_RENAME, from, path, to, target, flags);
}
CALL int link(const char *path, const char *target) {
    return moving(POWERCUT_LINK, AT_FDCWD, path, AT_FDCWD, target, 0);
}
CALL int linkat(int from, const char *path, int to, const char *target, int flags) {
    return moving(POWERCUT_LINK, from, path, to, target, (unsigned)flags);
}

CALL int symlinkat(const char *content, int folder, const char *path) {
    char whole[PATH_MAX];
    if (watch_path(folder, path, whole)) {
        watch_enter();
        watch_unknown("symlink", whole);
        watch_leave();
    }
    return (int)syscall(SYS_symlinkat, content, folder, path);
}
CALL int symlink(const char *content, const char *path) { return symlinkat(content, AT_FDCWD, path); }

static int removing(int folder, const char *path, int flags) {
    char whole[PATH_MAX];
    struct stat status;
    if (!watch_path(folder, path, whole)) return (int)syscall(SYS_unlinkat, folder, path, flags);
    watch_enter();
    int kept = errno;
    bool was_there = lstat(whole, &status) == 0;
    errno = kept;
    int result = (int)syscall(SYS_unlinkat, folder, path, flags);
    if (result == 0 && was_there) note_name(POWERCUT_UNLINK, &status, whole, NULL);
    watch_leave();
    return result;
}
CALL int unlink(const char *path) { return removing(AT_FDCWD, path, 0); }
CALL int unlinkat(int folder, const char *path, int flags) { return removing(folder, path, flags); }
CALL int rmdir(const char *path) { return removing(AT_FDCWD, path, AT_REMOVEDIR); }
CALL int remove(const char *path) {
    int result = removing(AT_FDCWD, path, 0);
    return result != 0 && errno == EISDIR ? removing(AT_FDCWD, path, AT_REMOVEDIR) : result;
}

CALL int truncate64(const char *path, off64_t size) {
    char whole[PATH_MAX];
    struct stat now;
    if (!watch_path(AT_FDCWD, path, whole)) return (int)syscall(SYS_truncate, path, size);
    watch_enter();
    int result = (int)syscall(SYS_truncate, path, size);
    if (result == 0 && stat(whole, &now) == 0) {
        watch_note(POWERCUT_RESIZE, now.st_ino, (uint64_t)size, 0, NULL, NULL, NULL, 0, 0);
    }
    watch_leave();
    return result;
}
CALL int truncate(const char *path, off_t size) { return truncate64(path, size); }
