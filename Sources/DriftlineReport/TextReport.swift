public import Driftline

/// A verdict as a text for people, readable in a terminal of 80 columns.
///
/// A headline, the sizes, the baseline's name, version and digest where it was kept, a table, and
/// notes on what the table does not show: missing values, detectors that could not answer, columns
/// left out.
///
/// For one column the table has a row for each score, with its statistic and with its effect, which is
/// what the threshold speaks of. For a table of columns it has a row for each
/// column, with the column's gravest score, from the gravest column to the least: by severity, then
/// by adjusted p-value, then in the baseline's order. See ``TextStyle/showsAll``.
///
/// ```
/// DRIFT (medium): 1 of 2 columns drifted
/// baseline 4,000 rows, current 2,000 rows; alpha 0.01, rule both
///
/// column  detector     effect  threshold   adj. p  drift
/// age     wasserstein  0.4127        0.1  2.4e-88  medium
/// city    psi          0.0012       0.25     0.61  no
/// ```
///
/// - Parameters:
///   - verdict: what a comparison found.
///   - context: what else there is to say of the two sides, one line each, below their sizes.
///   - style: how to write it.
/// - Returns: lines, each ended by a line feed.
public func textReport(
  _ verdict: Verdict, context: [String] = [], style: TextStyle = TextStyle()
) -> String {
  textReport(ReportContent(verdict, context: context), style: style)
}

/// The text of a report whose content has been taken from a verdict already.
package func textReport(_ content: ReportContent, style: TextStyle) -> String {
  let table = ReportTable(content, style: style)
  let blocks = [
    content.heading(style), table.lines(style),
    content.notes(hiddenColumns: table.hiddenColumns, style),
  ]
  return blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }
    .joined(separator: "\n")
}
