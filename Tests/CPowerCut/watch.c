#include "watch.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MOST_ROOTS = 16, MOST_DESCRIPTORS = 65536 };

static char roots[MOST_ROOTS][PATH_MAX];
static int root_count;
static char log_path[PATH_MAX + 8], lock_path[PATH_MAX + 8], deaf[512];
static long wait_microseconds;
static int log_descriptor = -1, lock_descriptor = -1;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static uint64_t inodes[MOST_DESCRIPTORS];

static void adopt_open_files(void);

__attribute__((constructor)) static void begin(void) {
    const char *folder = getenv("POWERCUT_FOLDER"), *list = getenv("POWERCUT_ROOTS"), *words = getenv("POWERCUT_DEAF");
    if (!folder || !list || strlen(folder) >= PATH_MAX) return;
    snprintf(log_path, sizeof log_path, "%s/log", folder);
    snprintf(lock_path, sizeof lock_path, "%s/lock", folder);
    if (getenv("POWERCUT_WAIT")) wait_microseconds = atol(getenv("POWERCUT_WAIT"));
    if (words) snprintf(deaf, sizeof deaf, "%s", words);
    for (const char *start = list; *start && root_count < MOST_ROOTS;) {
        size_t length = strcspn(start, ":");
        if (length > 0 && length < PATH_MAX) memcpy(roots[root_count++], start, length);
        start += length + (start[length] == ':');
    }
    adopt_open_files();
}

static bool is_watched(const char *path) {
    for (int index = 0; index < root_count; index++) {
        size_t length = strlen(roots[index]);
        if (!strncmp(path, roots[index], length) && (path[length] == '/' || !path[length])) return true;
    }
    return false;
}

/// Writes an absolute path without `.`, `..` and doubled slashes.
static void plain(const char *path, char out[PATH_MAX]) {
    size_t end = 0;
    while (*path) {
        while (*path == '/') path++;
        size_t length = strcspn(path, "/");
        if (length == 2 && !memcmp(path, "..", 2)) {
            while (end > 0 && out[--end] != '/') {
            }
        } else if (length > 0 && !(length == 1 && *path == '.') && end + length + 2 < PATH_MAX) {
            out[end++] = '/';
            memcpy(out + end, path, length);
            end += length;
        }
        path += length;
    }
    if (!end) out[end++] = '/';
    out[end] = 0;
}

static bool link_of(int descriptor, char out[PATH_MAX]) {
    char name[64];
    if (descriptor == AT_FDCWD) {
        snprintf(name, sizeof name, "/proc/self/cwd");
    } else {
        snprintf(name, sizeof name, "/proc/self/fd/%d", descriptor);
    }
    ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, name, out, PATH_MAX - 1);
    if (length <= 0) return false;
    out[length] = 0;
    return out[0] == '/';
}

bool watch_any(void) { return root_count > 0; }

bool watch_path(int folder, const char *path, char out[PATH_MAX]) {
    if (!root_count || !path || !*path) return false;
    int kept = errno;
    char whole[2 * PATH_MAX] = "";
    bool is_known = *path == '/' || link_of(folder, whole);
    errno = kept;
    if (!is_known || strlen(path) >= PATH_MAX) return false;
    if (*path != '/') strcat(whole, "/");
    strcat(whole, path);
    plain(whole, out);
    return is_watched(out);
}

bool watch_opened(int descriptor, char out[PATH_MAX]) {
    int kept = errno;
    bool is_known = link_of(descriptor, out) && is_watched(out);
    errno = kept;
    return is_known;
}

static int opened(int *descriptor, const char *path, int flags) {
    if (*descriptor < 0) *descriptor = (int)syscall(SYS_openat, AT_FDCWD, path, flags | O_CLOEXEC, 0600);
    return *descriptor;
}

void watch_enter(void) {
    int kept = errno;
    pthread_mutex_lock(&mutex);
    int descriptor = opened(&lock_descriptor, lock_path, O_RDWR | O_CREAT);
    while (syscall(SYS_flock, descriptor, LOCK_EX) != 0 && errno == EINTR) {
    }
    errno = kept;
}

void watch_leave(void) {
    int kept = errno;
    syscall(SYS_flock, lock_descriptor, LOCK_UN);
    pthread_mutex_unlock(&mutex);
    errno = kept;
}

void watch_wait(void) {
    int kept = errno;
    if (wait_microseconds > 0) usleep((useconds_t)wait_microseconds);
    errno = kept;
}

/// Whether the path ends with one of the deaf endings.
static bool is_deaf(const char *path) {
    size_t length = path ? strlen(path) : 0;
    for (const char *ending = deaf; length && *ending;) {
        size_t size = strcspn(ending, ":");
        if (size > 0 && size <= length && !memcmp(path + length - size, ending, size)) return true;
        ending += size + (ending[size] == ':');
    }
    return false;
}

void watch_note(uint32_t kind, uint64_t inode, uint64_t offset, uint32_t mode, const char *path, const char *target,
                const struct iovec *data, int count, size_t length) {
    if (kind == POWERCUT_SYNC && is_deaf(path)) return;
    int kept = errno;
    struct powercut_record record = {POWERCUT_MAGIC,
                                     kind,
                                     inode,
                                     offset,
                                     mode,
                                     path ? (uint32_t)strlen(path) : 0,
                                     target ? (uint32_t)strlen(target) : 0,
                                     (uint32_t)length};
    struct iovec pieces[1027] = {{&record, sizeof record},
                                 {(void *)path, record.path_length},
                                 {(void *)target, record.target_length}};
    int used = 3;
    size_t left = length;
    for (int index = 0; index < count && left > 0 && used < 1024; index++) {
        size_t size = data[index].iov_len < left ? data[index].iov_len : left;
        pieces[used++] = (struct iovec){data[index].iov_base, size};
        left -= size;
    }
    size_t size = sizeof record + record.path_length + record.target_length + length;
    int descriptor = opened(&log_descriptor, log_path, O_WRONLY | O_CREAT | O_APPEND);
    if (left > 0 || syscall(SYS_writev, descriptor, pieces, used) != (ssize_t)size) {
        static const char words[] = "powercut: the log could not be written\n";
        syscall(SYS_write, 2, words, sizeof words - 1);
        abort();
    }
    errno = kept;
}

void watch_unknown(const char *call, const char *path) {
    watch_note(POWERCUT_UNKNOWN, 0, 0, 0, path, call, NULL, 0, 0);
}

uint64_t watch_inode(int descriptor) {
    if (descriptor < 0 || descriptor >= MOST_DESCRIPTORS) return 0;
    return __atomic_load_n(&inodes[descriptor], __ATOMIC_RELAXED);
}

void watch_remember(int descriptor, uint64_t inode) {
    if (descriptor < 0 || descriptor >= MOST_DESCRIPTORS) return;
    __atomic_store_n(&inodes[descriptor], inode, __ATOMIC_RELAXED);
}

bool watch_status(int descriptor, struct stat *status) {
    int kept = errno;
    bool is_same = fstat(descriptor, status) == 0 && status->st_ino == watch_inode(descriptor) &&
                   (S_ISREG(status->st_mode) || S_ISDIR(status->st_mode));
    if (!is_same) watch_remember(descriptor, 0);
    errno = kept;
    return is_same;
}

void *watch_real(const char *name) { return dlsym(RTLD_NEXT, name); }

/// What was open when this program began.
static void adopt_open_files(void) {
    DIR *folder = root_count ? opendir("/proc/self/fd") : NULL;
    if (!folder) return;
    struct dirent *entry;
    while ((entry = readdir(folder))) {
        int descriptor = atoi(entry->d_name);
        char path[PATH_MAX];
        struct stat status;
        if (!watch_opened(descriptor, path) || fstat(descriptor, &status)) continue;
        watch_remember(descriptor, status.st_ino);
    }
    closedir(folder);
}
