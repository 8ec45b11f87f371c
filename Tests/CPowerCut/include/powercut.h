#ifndef POWERCUT_H
#define POWERCUT_H

#include <stdint.h>

/// A library for LD_PRELOAD that writes down what a process does to the files beneath some folders, so that a test can
/// work out what a disk would hold after a power cut. It changes nothing but one thing: fsync(2) and its kin wait for no
/// disk but a while, since the disk that counts is the one that the log tells of.
///
/// One log serves all processes. Each call and its record happen under one lock (flock(2) on `<folder>/lock`), so that
/// the order of the records is the order of the calls; whoever holds the lock keeps every process away from its files.
///
/// Environment:
/// - `POWERCUT_FOLDER`: where `log` and `lock` lie; nothing is watched without it.
/// - `POWERCUT_ROOTS`: real paths of the watched folders, with `:` between them; they lie on one file system.
/// - `POWERCUT_WAIT`: how long a synchronisation takes, in microseconds; 0 unless set.
/// - `POWERCUT_DEAF`: endings of paths, with `:` between them: such files and folders are never brought to the disk,
///   whatever is asked, as by a product that forgets to ask.

enum powercut_kind {
    POWERCUT_CREATE = 1,
    POWERCUT_MKDIR = 2,
    POWERCUT_LINK = 3,
    /// `path` becomes `target`.
    POWERCUT_RENAME = 4,
    POWERCUT_UNLINK = 5,
    POWERCUT_WRITE = 6,
    /// The file ends at `offset` now.
    POWERCUT_RESIZE = 7,
    /// What was done to the file or folder before the `POWERCUT_BEGIN` of the same `offset` is on the disk.
    POWERCUT_SYNC = 8,
    POWERCUT_SYNC_ALL = 9,
    /// A call that is not followed, in `target`: what comes of it is not known.
    POWERCUT_UNKNOWN = 10,
    /// Somebody waits for the disk, and has the number `offset`.
    POWERCUT_BEGIN = 11,
};

/// A record of the log; path, target and data follow. Numbers are in the machine's order.
struct powercut_record {
    uint32_t magic;
    uint32_t kind;
    uint64_t inode;
    uint64_t offset;
    uint32_t mode;
    uint32_t path_length;
    uint32_t target_length;
    uint32_t data_length;
};

#define POWERCUT_MAGIC 0x5443574du

#endif
