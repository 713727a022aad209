// Sums of rows: by column, by cluster; and rows less a centre.
#ifndef DRIFTLINE_ROW_SUMS_H
#define DRIFTLINE_ROW_SUMS_H

#include "annotations.h"

/// Adds each row of rows[count][dimensions], less `shift` (0 where null), to the sums of its
/// cluster, in the order of the rows:
///   sums[clusters[i] * dimensions + j] += (double)(rows[i][j] - shift[j])
/// The difference is rounded to the rows' type. A row with a negative cluster is left out. NaN and
/// infinities are added as they are. Cuts between calls do not change a bit; same bits on every
/// instruction set. sums overlaps nothing. count = 0: pointers may be null.
void driftline_add_to_clusters_f32(const float *_Nullable rows DRIFTLINE_NOESCAPE, size_t count,
                                   size_t dimensions,
                                   const float *_Nullable shift DRIFTLINE_NOESCAPE,
                                   const int32_t *_Nullable clusters DRIFTLINE_NOESCAPE,
                                   double *_Nullable sums DRIFTLINE_NOESCAPE);

/// The same of doubles.
void driftline_add_to_clusters_f64(const double *_Nullable rows DRIFTLINE_NOESCAPE, size_t count,
                                   size_t dimensions,
                                   const double *_Nullable shift DRIFTLINE_NOESCAPE,
                                   const int32_t *_Nullable clusters DRIFTLINE_NOESCAPE,
                                   double *_Nullable sums DRIFTLINE_NOESCAPE);

/// Adds x = rows[i][j] - shift[j], in double, to sums[j], and x^2 to squares[j] unless it is null,
/// in the order of the rows. Rows whose kept[i] is 0 are left out; kept null keeps all. Otherwise
/// as driftline_add_to_clusters.
void driftline_column_sums_f32(const float *_Nullable rows DRIFTLINE_NOESCAPE, size_t count,
                               size_t dimensions, const float *_Nullable shift DRIFTLINE_NOESCAPE,
                               const uint8_t *_Nullable kept DRIFTLINE_NOESCAPE,
                               double *_Nullable sums DRIFTLINE_NOESCAPE,
                               double *_Nullable squares DRIFTLINE_NOESCAPE);

/// The same of doubles.
void driftline_column_sums_f64(const double *_Nullable rows DRIFTLINE_NOESCAPE, size_t count,
                               size_t dimensions, const double *_Nullable shift DRIFTLINE_NOESCAPE,
                               const uint8_t *_Nullable kept DRIFTLINE_NOESCAPE,
                               double *_Nullable sums DRIFTLINE_NOESCAPE,
                               double *_Nullable squares DRIFTLINE_NOESCAPE);

/// Writes rows[i][j] - shift[j] (0 where null) to `into`, and zeros for a row whose kept[i] is 0;
/// kept null keeps all. `into` may be rows, and overlaps nothing else. count = 0: pointers may be
/// null.
void driftline_centre_f32(const float *_Nullable rows, size_t count, size_t dimensions,
                          const float *_Nullable shift DRIFTLINE_NOESCAPE,
                          const uint8_t *_Nullable kept DRIFTLINE_NOESCAPE,
                          float *_Nullable into);

/// The same of doubles.
void driftline_centre_f64(const double *_Nullable rows, size_t count, size_t dimensions,
                          const double *_Nullable shift DRIFTLINE_NOESCAPE,
                          const uint8_t *_Nullable kept DRIFTLINE_NOESCAPE,
                          double *_Nullable into);

#endif
