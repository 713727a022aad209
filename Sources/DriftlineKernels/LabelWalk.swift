private import CDriftline

/// The area between the distribution functions of two samples, under many labellings of the pooled
/// values at once.
///
/// - Parameters:
///   - order: the row of each rank, by ascending value.
///   - gaps: how much higher the value of the next rank is; one fewer than ranks.
///   - labels: for each row the labels: 1 for those of the first sample.
///   - n: the number of labels 1 in each column.
///   - areas: takes an area for each column of labels; they are added to what is there.
package func addLabelledAreas(
  order: [UInt32], gaps: [Double], labels: RowStorage<UInt8>, n: Int, areas: inout [Double]
) {
  let total = order.count
  precondition(
    total == labels.count && gaps.count == max(total - 1, 0),
    "\(total) ranks, \(gaps.count) gaps and \(labels.count) rows of labels")
  precondition(n > 0 && n < total, "\(n) of \(total) values")
  precondition(areas.count == labels.dimensions, "\(areas.count) for \(labels.dimensions) areas")
  precondition(order.allSatisfy { $0 < total }, "a rank's row is not one of \(total)")
  let (a, b) = (Double(n), Double(total - n))
  unsafe driftline_label_walk(
    order, gaps, total, labels.start, labels.dimensions, labels.dimensions, 1 / a + 1 / b, 1 / b,
    &areas)
}
