// What a poisoned document would try from within a document engine: each attempt in a process of its own, confined as
// an engine is, whose parent holds a secret. Prints a line for each: "NAME through", or what stopped it.
//
//   escape SCRATCH OUTSIDE confined | without-landlock | open
#define _GNU_SOURCE
#include "confinement.h"
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *scratch, *outside;
static char secret[] = "a password in memory";

/// From here on an attempt: 0 or more is success.
static long tcp(void) { return socket(AF_INET, SOCK_STREAM, 0); }
static long local(void) { return socket(AF_UNIX, SOCK_STREAM, 0); }
static long pair(void) {
    int ends[2];
    return socketpair(AF_UNIX, SOCK_DGRAM, 0, ends);
}
static long program(void) {
    char *words[] = {"/bin/true", NULL};
    return execv(words[0], words);
}
static long child(void) {
    pid_t made = fork();
    if (made == 0) _exit(0);
    return made;
}
static long trace(void) { return ptrace(PTRACE_SEIZE, getppid(), NULL, NULL); }
static long memory(void) {
    char bytes[8];
    struct iovec mine = {bytes, sizeof bytes}, theirs = {secret, sizeof bytes};
    return syscall(SYS_process_vm_readv, getppid(), &mine, 1, &theirs, 1, 0);
}
static long proc(const char *file, int mode) {
    char path[64], bytes[8];
    snprintf(path, sizeof path, "/proc/%d/%s", getppid(), file);
    int descriptor = open(path, mode);
    if (descriptor < 0) return -1;
    // The memory is read at an address that is there; the environment from its beginning.
    return pread(descriptor, bytes, sizeof bytes, mode == O_RDWR ? (off_t)(uintptr_t)secret : 0) > 0 ? 0 : -1;
}
static long environment(void) { return proc("environ", O_RDONLY); }
static long memory_file(void) { return proc("mem", O_RDWR); }
static long bpf(void) { return syscall(SYS_bpf, 0, NULL, 0) < 0 && errno != ENOSYS && errno != EPERM ? 0 : -1; }
static long ring(void) { return syscall(SYS_io_uring_setup, 1, NULL) < 0 && errno == EFAULT ? 0 : -1; }
static long keys(void) { return syscall(SYS_keyctl, 0, -3, 1); }
static long mounts(void) {
    long made = mount("none", scratch, "tmpfs", 0, NULL);
    if (made == 0) umount(scratch);
    return made;
}
static long namespace(void) { return unshare(CLONE_NEWUSER); }
static long namespace_child(void) {
    long made = syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, NULL, NULL, NULL, NULL);
    if (made == 0) _exit(0);
    return made;
}
static long signals(void) { return kill(getppid(), 0); }
static long thread_signals(void) { return syscall(SYS_tgkill, getppid(), getppid(), 0); }
static long handle(void) { return syscall(SYS_pidfd_open, getppid(), 0); }
static long limits(void) {
    struct rlimit old;
    return prlimit(getppid(), RLIMIT_NOFILE, NULL, &old);
}
static long dumpable(void) { return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0); }
static long root(void) { return setuid(0); }
static long events(void) { return syscall(SYS_perf_event_open, NULL, 0, -1, -1, 0) < 0 && errno == EFAULT ? 0 : -1; }
static long shared(void) { return syscall(SYS_shmget, 0, 4096, 01600); }
static long faults(void) { return syscall(SYS_userfaultfd, 1); }
static long key_file(void) { return open(outside, O_RDONLY); }
static long written_outside(void) {
    char path[4096];
    snprintf(path, sizeof path, "%s.made", outside);
    return open(path, O_CREAT | O_WRONLY, 0600);
}
#ifdef __x86_64__
static long i386(long number, long a, long b, long c) {
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a), "c"(b), "d"(c) : "memory");
    errno = result < 0 ? (int)-result : 0;
    return result;
}
static uint32_t *low_page(void) {
    return mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
}
static long old_socket(void) {
    uint32_t *words = low_page();
    words[0] = AF_INET, words[1] = SOCK_STREAM;
    return i386(102, 1, (long)words, 0);
}
static long old_program(void) {
    uint32_t *words = low_page();
    strcpy((char *)words, "/bin/true");
    words[100] = (uint32_t)(uintptr_t)words;
    return i386(11, (long)words, (long)(words + 100), 0);
}
static long x32_socket(void) { return syscall(0x40000000 | SYS_socket, AF_INET, SOCK_STREAM, 0); }
#endif

/// What an engine must be able to do, so that a filter that stops everything does not pass for a good one.
static long own_file(void) {
    char path[4096];
    snprintf(path, sizeof path, "%s/own", scratch);
    return open(path, O_CREAT | O_RDWR, 0600);
}

static const struct {
    const char *name;
    long (*attempt)(void);
} attempts[] = {
    {"own-file", own_file}, {"tcp", tcp}, {"local-socket", local}, {"socket-pair", pair}, {"program", program},
    {"child", child}, {"ptrace", trace}, {"parent-memory", memory}, {"parent-environment", environment},
    {"parent-memory-file", memory_file}, {"bpf", bpf}, {"io-uring", ring}, {"keyctl", keys}, {"mount", mounts},
    {"namespace", namespace}, {"namespace-child", namespace_child}, {"kill", signals}, {"tgkill", thread_signals},
    {"pidfd", handle}, {"parent-limits", limits}, {"dumpable", dumpable}, {"root", root}, {"perf", events},
    {"shared-memory", shared}, {"userfaultfd", faults}, {"key-file", key_file}, {"written-outside", written_outside},
#ifdef __x86_64__
    {"int80-tcp", old_socket}, {"int80-program", old_program}, {"x32-tcp", x32_socket},
#endif
};

static int confine(const char *way) {
    if (!strcmp(way, "open")) return 0;
    int failed = meshpost_drop(scratch);
    if (!failed && strcmp(way, "without-landlock")) failed = meshpost_landlock(scratch);
    return failed ? failed : meshpost_filter();
}

int main(int count, char **words) {
    if (count != 4) return 64;
    scratch = words[1], outside = words[2];
    if (meshpost_guard()) return 70;
    for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++) {
        fflush(stdout);
        pid_t engine = fork();
        if (engine == 0) {
            if (confine(words[3])) _exit(99);
            errno = 0;
            // A program that was begun ends with 0 as well.
            _exit(attempts[i].attempt() >= 0 ? 0 : errno && errno < 98 ? errno : 98);
        }
        int status = 0;
        waitpid(engine, &status, 0);
        if (WIFSIGNALED(status)) printf("%s signal %d\n", attempts[i].name, WTERMSIG(status));
        else if (WEXITSTATUS(status) == 0) printf("%s through\n", attempts[i].name);
        else printf("%s error %d\n", attempts[i].name, WEXITSTATUS(status));
    }
    return 0;
}
