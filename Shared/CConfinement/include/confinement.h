#pragma once

// Isolates a process from others by means of the Linux kernel. Every function except the version returns 0, or an error
// number.

/// Turns off core files, and keeps other processes of the same user from reading this process's memory or environment
/// (prctl(2), PR_SET_DUMPABLE). For processes that hold passwords.
int meshpost_guard(void);

/// Limits the address space to this number of bytes, and turns off core files, which would contain a letter.
int meshpost_limit(unsigned long long bytes);

/// The kernel's version of Landlock (landlock(7)); 0 if it has none, because it is older than 5.13 or Landlock is off.
int meshpost_landlock_version(void);

/// Drops rights, in this order: the root user and every capability, inspection by other processes of the same user, and
/// the possibility to gain rights by starting a program. Must be called in a new process with a single thread.
///
/// - Parameter scratch: a folder whose owner becomes the new user.
int meshpost_drop(const char *scratch);

/// Restricts this process to reading programs, fonts and what the C library needs, and to writing in this folder. Also
/// returns 0 if the kernel has no Landlock.
int meshpost_landlock(const char *scratch);

/// Restricts this process to the system calls of its own architecture that opening documents needs: no sockets, no
/// programs and no other processes.
int meshpost_filter(void);
