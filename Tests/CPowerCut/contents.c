#include "watch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>
#include <unistd.h>

// What is done to an open file. Each call is the kernel's own, so that nothing of the C library is needed for it.

/// Writes a note of `result` bytes that were just written; the offset is that of the descriptor where none is given.
static void note_write(int descriptor, const struct stat *status, off_t offset, const struct iovec *data, int count,
                       ssize_t result) {
    if (result <= 0) return;
    if (offset < 0 || (syscall(SYS_fcntl, descriptor, F_GETFL) & O_APPEND)) {
        // With O_APPEND, pwrite(2) writes at the end too.
        struct stat now;
        fstat(descriptor, &now);
        offset = offset < 0 ? lseek(descriptor, 0, SEEK_CUR) - result : now.st_size - result;
    }
    watch_note(POWERCUT_WRITE, status->st_ino, (uint64_t)offset, 0, NULL, NULL, data, count, (size_t)result);
}

#define WRITING(descriptor, offset, data, count, call)                               \
    struct stat status;                                                              \
    if (!watch_inode(descriptor) || !watch_status(descriptor, &status)) return call; \
    watch_enter();                                                                   \
    ssize_t result = call;                                                           \
    note_write(descriptor, &status, offset, data, count, result);                    \
    watch_leave();                                                                   \
    return result

CALL ssize_t write(int descriptor, const void *bytes, size_t size) {
    struct iovec data = {(void *)bytes, size};
    WRITING(descriptor, -1, &data, 1, syscall(SYS_write, descriptor, bytes, size));
}

CALL ssize_t pwrite64(int descriptor, const void *bytes, size_t size, off64_t offset) {
    struct iovec data = {(void *)bytes, size};
    WRITING(descriptor, offset, &data, 1, syscall(SYS_pwrite64, descriptor, bytes, size, offset));
}

CALL ssize_t pwrite(int descriptor, const void *bytes, size_t size, off_t offset) {
    return pwrite64(descriptor, bytes, size, offset);
}

CALL ssize_t writev(int descriptor, const struct iovec *data, int count) {
    WRITING(descriptor, -1, data, count, syscall(SYS_writev, descriptor, data, count));
}

CALL ssize_t pwritev64(int descriptor, const struct iovec *data, int count, off64_t offset) {
    WRITING(descriptor, offset, data, count, syscall(SYS_pwritev, descriptor, data, count, offset, 0));
}

CALL ssize_t pwritev(int descriptor, const struct iovec *data, int count, off_t offset) {
    return pwritev64(descriptor, data, count, offset);
}

static int resized(int descriptor, long result) {
    struct stat now;
    if (result == 0 && fstat(descriptor, &now) == 0) {
        watch_note(POWERCUT_RESIZE, now.st_ino, (uint64_t)now.st_size, 0, NULL, NULL, NULL, 0, 0);
    }
    watch_leave();
    return (int)result;
}

CALL int ftruncate64(int descriptor, off64_t size) {
    struct stat status;
    if (!watch_inode(descriptor) || !watch_status(descriptor, &status)) {
        return (int)syscall(SYS_ftruncate, descriptor, size);
    }
    watch_enter();
    return resized(descriptor, syscall(SYS_ftruncate, descriptor, size));
}

CALL int ftruncate(int descriptor, off_t size) { return ftruncate64(descriptor, size); }

CALL int fallocate64(int descriptor, int mode, off64_t offset, off64_t size) {
    struct stat status;
    if (!watch_inode(descriptor) || !watch_status(descriptor, &status)) {
        return (int)syscall(SYS_fallocate, descriptor, mode, offset, size);
    }
    watch_enter();
    if (mode & ~1) watch_unknown("fallocate", NULL);  // 1: room only, the size stays
    return resized(descriptor, syscall(SYS_fallocate, descriptor, mode, offset, size));
}

CALL int fallocate(int descriptor, int mode, off_t offset, off_t size) {
    return fallocate64(descriptor, mode, offset, size);
}

CALL int posix_fallocate64(int descriptor, off64_t offset, off64_t size) {
    int kept = errno;
    int number = fallocate64(descriptor, 0, offset, size) == 0 ? 0 : errno;
    errno = kept;
    return number;
}

CALL int posix_fallocate(int descriptor, off_t offset, off_t size) {
    return posix_fallocate64(descriptor, offset, size);
}

/// The disk has it; where nothing is watched, the machine's own disk.
static int synchronise(int descriptor, long call) {
    struct stat status;
    char path[PATH_MAX];
    if (!watch_inode(descriptor) || !watch_status(descriptor, &status)) return (int)syscall(call, descriptor);
    bool is_named = watch_opened(descriptor, path);
    static uint32_t calls;
    uint64_t call_number = (uint64_t)getpid() << 32 | __atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED);
    watch_enter();
    watch_note(POWERCUT_BEGIN, status.st_ino, call_number, 0, NULL, NULL, NULL, 0, 0);
    watch_leave();
    watch_wait();
    watch_enter();
    watch_note(POWERCUT_SYNC, status.st_ino, call_number, 0, is_named ? path : NULL, NULL, NULL, 0, 0);
    watch_leave();
    return 0;
}

CALL int fsync(int descriptor) { return synchronise(descriptor, SYS_fsync); }
CALL int fdatasync(int descriptor) { return synchronise(descriptor, SYS_fdatasync); }

CALL int syncfs(int descriptor) {
    if (!watch_inode(descriptor)) return (int)syscall(SYS_syncfs, descriptor);
    watch_enter();
    watch_note(POWERCUT_SYNC_ALL, 0, 0, 0, NULL, NULL, NULL, 0, 0);
    watch_leave();
    return 0;
}

CALL void sync(void) {
    if (!watch_any()) {
        syscall(SYS_sync);
        return;
    }
    watch_enter();
    watch_note(POWERCUT_SYNC_ALL, 0, 0, 0, NULL, NULL, NULL, 0, 0);
    watch_leave();
}

/// Promises nothing of the file's size and place (sync_file_range(2)), so that nothing counts.
CALL int sync_file_range(int descriptor, off64_t offset, off64_t size, unsigned flags) { return 0; }

CALL int close(int descriptor) {
    watch_remember(descriptor, 0);
    return (int)syscall(SYS_close, descriptor);
}

static int copied(int from, long to) {
    if (to >= 0 && to != from) watch_remember((int)to, watch_inode(from));
    return (int)to;
}

CALL int dup(int descriptor) { return copied(descriptor, syscall(SYS_dup, descriptor)); }
CALL int dup2(int descriptor, int other) {
    // Not every machine has a call of its own for it, and dup3(2) refuses to copy a file onto itself.
    if (descriptor == other) return syscall(SYS_fcntl, descriptor, F_GETFD) < 0 ? -1 : other;
    return copied(descriptor, syscall(SYS_dup3, descriptor, other, 0));
}
CALL int dup3(int descriptor, int other, int flags) {
    return copied(descriptor, syscall(SYS_dup3, descriptor, other, flags));
}

CALL int fcntl64(int descriptor, int command, ...) {
    va_list list;
    va_start(list, command);
    void *argument = va_arg(list, void *);
    va_end(list);
    long result = syscall(SYS_fcntl, descriptor, command, argument);
    bool is_copy = command == F_DUPFD || command == F_DUPFD_CLOEXEC;
    return is_copy ? copied(descriptor, result) : (int)result;
}

CALL int fcntl(int descriptor, int command, ...) {
    va_list list;
    va_start(list, command);
    void *argument = va_arg(list, void *);
    va_end(list);
    return fcntl64(descriptor, command, argument);
}

/// A file that is changed through memory is not followed.
static void mapped(int descriptor) {
    char path[PATH_MAX];
    if (!watch_inode(descriptor) || !watch_opened(descriptor, path)) return;
    // SQLite's index of the write-ahead log, which is made anew after a crash (sqlite.org/walformat.html).
    size_t length = strlen(path);
    if (length > 4 && !strcmp(path + length - 4, "-shm")) return;
    watch_enter();
    watch_unknown("mmap", path);
    watch_leave();
}

CALL void *mmap64(void *place, size_t size, int protection, int flags, int descriptor, off64_t offset) {
    if ((flags & MAP_SHARED) && (protection & PROT_WRITE)) mapped(descriptor);
    return (void *)syscall(SYS_mmap, place, size, protection, flags, descriptor, offset);
}

CALL void *mmap(void *place, size_t size, int protection, int flags, int descriptor, off_t offset) {
    return mmap64(place, size, protection, flags, descriptor, offset);
}

/// Says what a file system says that cannot do it: whoever asks reads and writes then.
static bool is_refused(int to) {
    bool is_watched = watch_inode(to) != 0;
    if (is_watched) errno = EINVAL;
    return is_watched;
}

CALL ssize_t sendfile64(int to, int from, off64_t *offset, size_t size) {
    return is_refused(to) ? -1 : syscall(SYS_sendfile, to, from, offset, size);
}

CALL ssize_t sendfile(int to, int from, off_t *offset, size_t size) { return sendfile64(to, from, offset, size); }

CALL ssize_t copy_file_range(int from, off64_t *start, int to, off64_t *offset, size_t size, unsigned flags) {
    return is_refused(to) ? -1 : syscall(SYS_copy_file_range, from, start, to, offset, size, flags);
}
