#define _GNU_SOURCE
#include "confinement.h"
#include <asm/ioctls.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined __x86_64__
#define MESHPOST_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined __aarch64__
#define MESHPOST_ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "The filter of the document engine is written for x86_64 and aarch64."
#endif

/// The allowed system calls, by family. With them the test documents are converted as without a filter
/// (ConversionTests.CorpusTests). The list is not minimal: all of these calls act on this process's own files, memory
/// and threads.
static const int allowed[] = {
    // Files: Landlock and file permissions decide which ones.
    __NR_read, __NR_write, __NR_readv, __NR_writev, __NR_pread64, __NR_pwrite64, __NR_lseek, __NR_close, __NR_openat,
    __NR_newfstatat, __NR_fstat, __NR_statx, __NR_statfs, __NR_fstatfs, __NR_getdents64, __NR_readlinkat,
    __NR_faccessat, __NR_fcntl, __NR_flock, __NR_dup, __NR_dup3, __NR_pipe2,
    __NR_ftruncate, __NR_truncate, __NR_fallocate, __NR_fadvise64, __NR_mkdirat, __NR_unlinkat, __NR_renameat2,
    __NR_linkat, __NR_symlinkat, __NR_fchmod, __NR_fchmodat, __NR_utimensat, __NR_umask, __NR_getcwd, __NR_chdir,
    __NR_fchdir, __NR_copy_file_range, __NR_sendfile, __NR_getxattr, __NR_fgetxattr, __NR_lgetxattr, __NR_fchown, __NR_fchownat,
#ifdef __NR_faccessat2
    __NR_faccessat2,
#endif
#ifdef __NR_close_range
    __NR_close_range,
#endif
#ifdef __NR_renameat
    __NR_renameat,
#endif
#ifdef __x86_64__
    __NR_open, __NR_creat, __NR_stat, __NR_lstat, __NR_access, __NR_readlink, __NR_getdents, __NR_dup2, __NR_pipe,
    __NR_mkdir, __NR_rmdir, __NR_unlink, __NR_rename, __NR_link, __NR_symlink, __NR_chmod, __NR_chown, __NR_lchown, __NR_utime, __NR_utimes,
    __NR_futimesat, __NR_poll, __NR_select, __NR_time, __NR_arch_prctl, __NR_getpgrp, __NR_alarm, __NR_epoll_create,
    __NR_epoll_wait, __NR_eventfd,
#endif
    // Memory.
    __NR_mmap, __NR_munmap, __NR_mprotect, __NR_mremap, __NR_madvise, __NR_brk, __NR_msync, __NR_mincore,
    __NR_memfd_create,
    // Threads, time and waiting.
    __NR_futex, __NR_set_robust_list, __NR_get_robust_list, __NR_set_tid_address, __NR_gettid, __NR_sched_yield,
    __NR_sched_getaffinity, __NR_sched_getparam, __NR_sched_getscheduler, __NR_sched_get_priority_max,
    __NR_sched_get_priority_min, __NR_membarrier, __NR_getcpu, __NR_clock_gettime, __NR_clock_getres,
    __NR_clock_nanosleep, __NR_nanosleep, __NR_gettimeofday, __NR_times, __NR_getrusage, __NR_setitimer,
    __NR_getitimer, __NR_ppoll, __NR_pselect6, __NR_epoll_create1, __NR_epoll_ctl, __NR_epoll_pwait, __NR_eventfd2,
    __NR_restart_syscall, __NR_exit, __NR_exit_group,
#ifdef __NR_rseq
    __NR_rseq,
#endif
    // Signals to this process, and process ids.
    __NR_rt_sigaction, __NR_rt_sigprocmask, __NR_rt_sigreturn, __NR_rt_sigpending, __NR_rt_sigtimedwait,
    __NR_rt_sigsuspend, __NR_sigaltstack, __NR_getpid, __NR_getppid, __NR_getuid, __NR_geteuid, __NR_getgid,
    __NR_getegid, __NR_getresuid, __NR_getresgid, __NR_getgroups, __NR_getpgid, __NR_getsid, __NR_getpriority,
    __NR_capget, __NR_uname, __NR_sysinfo, __NR_getrandom,
};

enum { most = 2 * sizeof allowed / sizeof *allowed + 96 };

struct program {
    struct sock_filter steps[most];
    unsigned short count;
};

static void add(struct program *program, struct sock_filter step) { program->steps[program->count++] = step; }

static void load(struct program *program, unsigned offset) {
    add(program, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset));
}

static void give(struct program *program, unsigned verdict) {
    add(program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, verdict));
}

/// Continues with the next step if the loaded value equals this one, or else skips this number of steps.
static void unless(struct program *program, unsigned value, unsigned char skipped) {
    add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, skipped));
}

/// The offset of the lower half of an argument; the kernel only reads this half of 32-bit arguments.
static unsigned argument(int number) {
    return offsetof(struct seccomp_data, args) + sizeof(__u64) * (unsigned)number;
}

static const unsigned nothing_known = SECCOMP_RET_ERRNO | ENOSYS;

/// Allows a call if an argument has one of these values, and refuses it otherwise.
static void only(struct program *program, int call, int number, const unsigned *values, int count) {
    unless(program, (unsigned)call, (unsigned char)(2 + 2 * count));
    load(program, argument(number));
    for (int i = 0; i < count; i++) {
        unless(program, values[i], 1);
        give(program, SECCOMP_RET_ALLOW);
    }
    give(program, SECCOMP_RET_ERRNO | EPERM);
}

/// Allows new threads of this process, but no processes and no namespaces.
static void threads(struct program *program) {
    const unsigned namespaces = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER
                                | CLONE_NEWPID | CLONE_NEWNET;
    unless(program, __NR_clone, 5);
    load(program, argument(0));
    add(program, (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, CLONE_THREAD | CLONE_VM | namespaces));
    unless(program, CLONE_THREAD | CLONE_VM, 1);
    give(program, SECCOMP_RET_ALLOW);
    give(program, SECCOMP_RET_ERRNO | EPERM);
}

int meshpost_filter(void) {
    struct program program = {.count = 0};
    // Checked first, because the same number is another call in another architecture (int 0x80 on x86_64).
    load(&program, offsetof(struct seccomp_data, arch));
    unless(&program, MESHPOST_ARCHITECTURE, 1);
    add(&program, (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, 1));
    give(&program, SECCOMP_RET_KILL_PROCESS);
    load(&program, offsetof(struct seccomp_data, nr));
    for (unsigned i = 0; i < sizeof allowed / sizeof *allowed; i++) {
        unless(&program, (unsigned)allowed[i], 1);
        give(&program, SECCOMP_RET_ALLOW);
    }
    // Done as soon as asked: nothing of a letter here outlives this process, and LibreOffice waits for the disk three times.
    const int waits[] = {__NR_fsync, __NR_fdatasync};
    for (unsigned i = 0; i < sizeof waits / sizeof *waits; i++) {
        unless(&program, (unsigned)waits[i], 1);
        give(&program, SECCOMP_RET_ERRNO | 0);
    }
    const unsigned self = (unsigned)getpid();
    const unsigned me[] = {0, self};
    const unsigned names[] = {PR_SET_NAME, PR_GET_NAME, PR_GET_DUMPABLE, PR_CAPBSET_READ, 0x53564d41 /* PR_SET_VMA */};
    const unsigned controls[] = {TCGETS, FIONREAD, FIOCLEX, FIONBIO};
    only(&program, __NR_kill, 0, &self, 1);
    only(&program, __NR_tgkill, 0, &self, 1);
    only(&program, __NR_prlimit64, 0, me, 2);
    only(&program, __NR_prctl, 0, names, sizeof names / sizeof *names);
    only(&program, __NR_ioctl, 1, controls, sizeof controls / sizeof *controls);
    threads(&program);
    // ENOSYS makes libraries use older calls, as on a kernel without this one. Needed for clone3, whose flags a filter
    // cannot read.
    give(&program, nothing_known);
    struct sock_fprog all = {program.count, program.steps};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &all, 0, 0) ? errno : 0;
}
