// One definition of a kernel, compiled for three generations of x86-64 and chosen at load time.
// Elsewhere, and under the thread sanitizer (whose instrumented resolvers crash), once.
#ifndef DRIFTLINE_DISPATCH_H
#define DRIFTLINE_DISPATCH_H

#if defined(__x86_64__) && defined(__linux__) && !__has_feature(thread_sanitizer)
#define DRIFTLINE_CLONES \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define DRIFTLINE_CLONES
#endif

#endif
