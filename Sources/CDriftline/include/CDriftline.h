// The kernels' C interface: one header a subject. Imported by DriftlineKernels alone.
#ifndef CDRIFTLINE_H
#define CDRIFTLINE_H

#include "annotations.h"
#include "base64.h"
#include "brackets.h"
#include "bridge_determinant.h"
#include "bridge_roots.h"
#include "compact.h"
#include "gaussian.h"
#include "histogram.h"
#include "ks_lattice.h"
#include "label_walk.h"
#include "moments.h"
#include "nearest.h"
#include "processor.h"
#include "row_hashes.h"
#include "row_products.h"
#include "row_sums.h"
#include "sort.h"
#include "walk.h"

#endif
