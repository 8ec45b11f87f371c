#define _GNU_SOURCE
#include "confinement.h"
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// The numbers of landlock(7), repeated here because the build's headers may be older than the kernel that runs the
// program.
#ifndef __NR_landlock_create_ruleset
#define __NR_landlock_create_ruleset 444
#define __NR_landlock_add_rule 445
#define __NR_landlock_restrict_self 446
#endif

struct ruleset {
    uint64_t files, network, scopes;
};

struct __attribute__((packed)) beneath {
    uint64_t allowed;
    int32_t folder;
};

static const uint64_t execute = 1 << 0, write_file = 1 << 1, read_file = 1 << 2;
static const uint64_t make_device_or_socket = 1 << 6 | 1 << 9 | 1 << 11;
/// Writing, reading, executing, removing and creating files and folders: all rights of Landlock's first version.
static const uint64_t version_1 = (1 << 13) - 1;
static const uint64_t refer = 1 << 13, truncate_file = 1 << 14, device_ioctl = 1 << 15;
/// Reading files and listing folders.
static const uint64_t reading = 1 << 2 | 1 << 3;

/// The folders and files that the libraries read; missing ones are skipped. Contains nothing of /etc that could be a
/// service's key, and nothing of /proc about other processes.
static const char *const readable[] = {
    "/usr", "/lib", "/lib64", "/opt/libreoffice", "/etc/fonts", "/etc/libreoffice", "/etc/ld.so.cache",
    "/etc/passwd", "/etc/nsswitch.conf", "/etc/localtime", "/etc/timezone", "/etc/papersize", "/var/cache/fontconfig",
    "/var/lib/libreoffice", "/var/spool/libreoffice", "/etc/locale.alias", "/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/sys/devices/system/cpu",
    "/dev/urandom", "/dev/random", "/dev/zero",
};

int meshpost_landlock_version(void) {
    long version = syscall(__NR_landlock_create_ruleset, NULL, 0, 1);
    return version > 0 ? (int)version : 0;
}

static int allow(int rules, const char *path, uint64_t rights, int *kept) {
    int place = open(path, O_PATH | O_CLOEXEC);
    if (place < 0) return errno == ENOENT || errno == EACCES ? 0 : errno;
    struct stat status;
    if (fstat(place, &status)) rights = 0;
    else if (!S_ISDIR(status.st_mode)) rights &= execute | write_file | read_file | truncate_file | device_ioctl;
    struct beneath rule = {rights, place};
    int failed = syscall(__NR_landlock_add_rule, rules, 1, &rule, 0) ? errno : 0;
    if (kept) *kept = place;
    else close(place);
    return failed;
}

int meshpost_landlock(const char *scratch) {
    int version = meshpost_landlock_version();
    if (!version) return 0;
    uint64_t all = version_1;
    if (version >= 2) all |= refer;
    if (version >= 3) all |= truncate_file;
    if (version >= 5) all |= device_ioctl;
    // Also forbids TCP, and signals and abstract sockets to processes that are not confined in the same way.
    struct ruleset ruleset = {all, version >= 4 ? 3 : 0, version >= 6 ? 3 : 0};
    size_t size = version >= 6 ? sizeof ruleset : version >= 4 ? offsetof(struct ruleset, scopes) : sizeof(uint64_t);
    int rules = (int)syscall(__NR_landlock_create_ruleset, &ruleset, size, 0);
    if (rules < 0) return errno;
    int failed = allow(rules, scratch, all & ~(execute | make_device_or_socket), NULL);
    if (!failed) failed = allow(rules, "/dev/null", read_file | write_file, NULL);
    for (size_t i = 0; i < sizeof readable / sizeof *readable && !failed; i++) {
        // A rule on a folder of /proc is valid only while that folder's descriptor stays open.
        int kept = -1;
        failed = allow(rules, readable[i], reading, &kept);
        if (kept >= 0 && (readable[i][1] != 'p' || failed)) close(kept);
    }
    if (!failed && syscall(__NR_landlock_restrict_self, rules, 0)) failed = errno;
    close(rules);
    return failed;
}
