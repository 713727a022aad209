// The kernels' C interface: one header a subject. Imported by DriftlineKernels alone.
#ifndef CDRIFTLINE_H
#define CDRIFTLINE_H

#include "annotations.h"
#include "brackets.h"
#include "bridge_determinant.h"
#include "bridge_roots.h"
#include "compact.h"
#include "histogram.h"
#include "ks_lattice.h"
#include "moments.h"
#include "sort.h"
#include "walk.h"

#endif
