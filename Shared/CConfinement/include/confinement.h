#pragma once

// What keeps one process from another, in the words of the Linux kernel. Every function returns 0, or an error number.

/// No core file, and no other process of this user may read this one's memory or environment (prctl(2),
/// PR_SET_DUMPABLE). For a process that holds passwords.
int meshpost_guard(void);

/// No more address space than this in bytes, and no core file, which would hold a letter.
int meshpost_limit(unsigned long long bytes);

/// The version of Landlock that the kernel has (landlock(7)); 0 where it has none: older than 5.13, or not switched on.
int meshpost_landlock_version(void);

/// For a process of one thread that was just begun, in this order:
/// gives up root's name and every capability; no other process of that user can look into it; and it cannot gain
/// anything by starting a program.
///
/// - Parameter scratch: a folder that is given to the user whose name is taken.
int meshpost_drop(const char *scratch);

/// From here on this process may read programs, typefaces and what the C library needs, and write in this folder only.
/// 0 also where the kernel has no Landlock.
int meshpost_landlock(const char *scratch);

/// From here on this process has only the system calls that opening documents needs, of its own architecture: no
/// socket, no program, no other process.
int meshpost_filter(void);
