#define _GNU_SOURCE
#include "confinement.h"
#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/// The user "nobody" of all distributions, which owns no files.
static const unsigned nobody = 65534;

int meshpost_guard(void) {
    struct rlimit core = {0, 0};
    if (setrlimit(RLIMIT_CORE, &core)) return errno;
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) ? errno : 0;
}

int meshpost_limit(unsigned long long bytes) {
    struct rlimit memory = {bytes, bytes}, core = {0, 0};
    return setrlimit(RLIMIT_AS, &memory) || setrlimit(RLIMIT_CORE, &core) ? errno : 0;
}

int meshpost_drop(const char *scratch) {
    struct stat tasks;
    // The following calls affect one thread only. The link count of this folder is the number of threads plus two.
    if (stat("/proc/self/task", &tasks) == 0 && tasks.st_nlink > 3) return EBUSY;
    // In a container where root lacks these rights, there is nothing to drop.
    if (geteuid() == 0 && chown(scratch, nobody, nobody) == 0) {
        if (setgroups(0, NULL) && errno != EPERM) return errno;
        if (setresgid(nobody, nobody, nobody) && errno != EPERM) return errno;
        if (setresuid(nobody, nobody, nobody) && errno != EPERM) return errno;
        if (geteuid() == 0 && chown(scratch, 0, 0)) return errno;
    }
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct none[2];
    memset(none, 0, sizeof none);
    if (syscall(__NR_capset, &header, none)) return errno;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) return errno;
    return meshpost_guard();
}
