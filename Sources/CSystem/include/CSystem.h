// What Swift does not import of the system: system calls without a function, and those with
// arguments of varying number. Each returns -1 with errno where it fails; ENOSYS where the system has
// no such thing.
#ifndef CSYSTEM_H
#define CSYSTEM_H

#include <stdint.h>

// Opens `path` below the open folder `folder` for reading or as `flags` say: RESOLVE_BENEATH, so that
// neither `..` nor a link leads out of the folder at any moment, and RESOLVE_NO_MAGICLINKS. Returns a
// descriptor. EXDEV: the path leads out. ELOOP: a magic link, or too many links. EAGAIN: something was
// renamed meanwhile; the caller tries again. Linux 5.6.
int driftline_open_beneath(int folder, const char *_Nonnull path, int flags);

// O_PATH, for a descriptor that only says where something is; O_RDONLY where there is no such flag.
int driftline_path_flag(void);

// The seals of a descriptor of memory that can have some: a memfd, or any file of a tmpfs. EINVAL for
// all others. No seals is 0.
int driftline_get_seals(int descriptor);

// Makes a file in memory that has no name, to be sealed or not, closed on exec. Returns a descriptor.
int driftline_memfd_create(const char *_Nonnull name);

// A descriptor of the process `pid`, readable once it has ended. ESRCH: there is none. Linux 5.3.
int driftline_pidfd_open(int pid);

// Has the allocator give back to the system all blocks of `threshold` bytes and more when they are
// freed, for good. Otherwise each block that is freed raises the size from which on it does so, up to
// 32 MiB, and much memory stays with each thread that has once worked on large data.
void driftline_give_back_blocks(int threshold);

#endif
