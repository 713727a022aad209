// What a pointer parameter promises, in words the compiler checks where it can.
#ifndef DRIFTLINE_ANNOTATIONS_H
#define DRIFTLINE_ANNOTATIONS_H

#include <stddef.h>
#include <stdint.h>

#if !__has_attribute(noescape)
#define DRIFTLINE_NOESCAPE
#else
#define DRIFTLINE_NOESCAPE __attribute__((noescape))
#endif

#endif
