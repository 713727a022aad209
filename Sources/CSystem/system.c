#define _GNU_SOURCE
#include "CSystem.h"

#include <errno.h>

#if defined(__linux__)

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

int driftline_open_beneath(int folder, const char *path, int flags) {
  struct open_how how = {
      .flags = (uint64_t)(unsigned)flags, .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
  return (int)syscall(SYS_openat2, folder, path, &how, sizeof how);
}

int driftline_path_flag(void) { return O_PATH; }

int driftline_get_seals(int descriptor) { return fcntl(descriptor, F_GET_SEALS); }

int driftline_memfd_create(const char *name) {
  return memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
}

int driftline_pidfd_open(int pid) { return (int)syscall(SYS_pidfd_open, pid, 0u); }

#else

#include <fcntl.h>

int driftline_path_flag(void) { return O_RDONLY; }

int driftline_open_beneath(int folder, const char *path, int flags) {
  (void)folder, (void)path, (void)flags;
  errno = ENOSYS;
  return -1;
}

int driftline_get_seals(int descriptor) {
  (void)descriptor;
  errno = ENOSYS;
  return -1;
}

int driftline_memfd_create(const char *name) {
  (void)name;
  errno = ENOSYS;
  return -1;
}

int driftline_pidfd_open(int pid) {
  (void)pid;
  errno = ENOSYS;
  return -1;
}

#endif

#if defined(__GLIBC__)

#include <malloc.h>

void driftline_give_back_blocks(int threshold) {
  mallopt(M_TRIM_THRESHOLD, threshold);
  mallopt(M_MMAP_THRESHOLD, threshold);
}

#else

void driftline_give_back_blocks(int threshold) { (void)threshold; }

#endif
