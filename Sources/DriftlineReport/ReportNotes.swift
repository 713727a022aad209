import Driftline

extension ReportContent {
  /// The headline and the sizes.
  package func heading(_ style: TextStyle) -> [String] {
    let title = Tone(drifted, severity).paint(headline, style)
    let explanation = subject.isEmpty ? "" : ": " + subject
    let width = dimensions.map { " of \(countText($0)) values" } ?? ""
    let sizes =
      "baseline \(countText(n.baseline)) \(unit(n.baseline)), "
      + "current \(countText(n.current)) \(unit(n.current))\(width); "
      + "alpha \(numberText(alpha)), rule \(rule.rawValue)"
    return [title + explanation, sizes] + origin(style)
  }

  /// The baseline by name, version and the beginning of its digest, and what else the caller says.
  private func origin(_ style: TextStyle) -> [String] {
    var lines: [String] = []
    if let reference {
      let name = reference.name.map { shortened($0, to: 40, unicode: style.unicode) }
      let parts = [name, reference.version.map { "version \($0)" }].compactMap(\.self)
      lines.append(
        "baseline \((parts + ["digest \(reference.digest.prefix(12))"]).joined(separator: ", "))")
    }
    return (lines + context).flatMap {
      wrapped(printable($0, unicode: style.unicode), to: style.width)
    }
  }

  /// What is counted, of which there are so many.
  func unit(_ count: Int) -> String {
    switch kind {
    case .table, .embedding: "rows"
    case .numeric, .categorical: "values"
    case .retrieval: count == 1 ? "query" : "queries"
    }
  }

  /// The verdict in a word or two.
  var headline: String {
    switch drifted {
    case true: "DRIFT (\(severity.rawValue))"
    case false: "no drift"
    case nil: "UNDETERMINED"
    }
  }

  /// What the verdict rests on; empty where there is nothing to add.
  var subject: String {
    guard kind == .table else { return finders }
    let judged = gravest.filter { $0.drifted != nil }
    let count = judged.count { $0.drifted == true }
    let share = driftShare.map { ", under the share of \(numberText($0))" } ?? ""
    return "\(countText(count)) of \(countText(judged.count)) "
      + (judged.count == 1 ? "column" : "columns") + " drifted"
      + (drifted == false && count > 0 ? share : "")
  }

  /// Who found drift in a column that was compared alone.
  private var finders: String {
    if rows.isEmpty { return "none of the detectors asked for applies" }
    let count = rows.count { $0.drifted == true }
    if count == 0 || rows.count == 1 { return "" }
    return "found by \(count) of \(rows.count) detectors"
  }

  /// What the table does not show, each note on as many lines as it needs.
  package func notes(hiddenColumns: Int, _ style: TextStyle) -> [String] {
    var notes = carriers + undetermined(style)
    if hiddenColumns > 0 {
      notes.append(
        "and \(countText(hiddenColumns)) "
          + "\(hiddenColumns == 1 ? "column" : "columns") without drift")
    }
    if !style.showsAll, kind == .table, columns.contains(where: { $0.count > 1 }) {
      notes.append("one row a column: the gravest of its scores")
    }
    if missing.baseline + missing.current > 0 {
      notes.append(
        "missing \(kind == .embedding ? "rows" : "values"): baseline \(countText(missing.baseline)), "
          + "current \(countText(missing.current))")
    }
    if !inapplicable.isEmpty && kind == .table {
      notes.append(
        "not compared, as none of the detectors asked for applies: "
          + listed(inapplicable, style))
    }
    return (notes + skipped(style)).flatMap {
      wrapped(printable($0, unicode: style.unicode), to: style.width)
    }
  }

  /// Between what the scores lie that the errors of sketches leave open.
  func undetermined(_ style: TextStyle) -> [String] {
    func ends(_ low: String, _ high: String) -> String {
      low == high ? low : "\(low) to \(high)"
    }
    let lines = rows.compactMap { row -> String? in
      guard let open = row.open else { return nil }
      let place = kind == .table ? " in \(listed([row.column], style))" : ""
      let effect = ends(numberText(open.effect.lowerBound), numberText(open.effect.upperBound))
      let p = open.logPValue.map {
        ", p "
          + ends(
            probabilityText(logPValue: $0.lowerBound), probabilityText(logPValue: $0.upperBound))
      }
      return "undetermined \(row.detector)\(place): effect \(effect)\(p ?? ""), as sketches know "
        + "ranks to \(numberText(open.rankError))"
    }
    let limit = style.showsAll ? lines.count : 10
    let rest = lines.count - min(lines.count, limit)
    return lines.prefix(limit)
      + (rest > 0 ? ["and \(countText(rest)) more scores that sketches leave open"] : [])
  }

  /// The detectors that could not answer, with the columns in which they gave the same reason.
  func skipped(_ style: TextStyle) -> [String] {
    var order: [ReportGap] = []
    var columns: [ReportGap: [String]] = [:]
    for gap in gaps {
      var key = gap
      key.column = ""
      if columns[key] == nil { order.append(key) }
      columns[key, default: []].append(gap.column)
    }
    let lines = order.map { gap in
      let place = kind == .table ? " in \(listed(columns[gap] ?? [], style))" : ""
      return "skipped \(gap.detector)\(place): \(gap.reason)"
    }
    let limit = style.showsAll ? lines.count : 10
    let rest = lines.count - min(lines.count, limit)
    return lines.prefix(limit)
      + (rest > 0 ? ["and \(countText(rest)) more reasons for skipped detectors"] : [])
  }

  /// Names, some of them where there are many.
  func listed(_ names: [String], _ style: TextStyle) -> String {
    let limit = style.showsAll ? names.count : 5
    let shown = names.prefix(limit).map { shortened($0, to: 40, unicode: style.unicode) }
    let rest = names.count - shown.count
    return shown.joined(separator: ", ") + (rest > 0 ? " and \(countText(rest)) more" : "")
  }
}
