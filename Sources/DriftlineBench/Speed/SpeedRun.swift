internal import Driftline
private import Foundation

/// One kind of data that is being timed, size by size.
struct SpeedRun {
  let grid: SpeedGrid
  let course: SpeedCourse
  private var forecasts: [Turn: TimeForecast] = [:]

  init(grid: SpeedGrid, course: SpeedCourse) {
    self.grid = grid
    self.course = course
  }

  /// A work, and who does it.
  private struct Turn: Hashable {
    var subject: String
    var name: String
    var contender: Contender
    /// Whether it is the peer's, and not our own.
    var isPeers = false
  }

  /// Times everything of one size.
  mutating func rows(
    _ size: Int, progress: (String) -> Void
  ) throws(DriftlineError) -> [SpeedRow] {
    let turns = turns()
    let reasons = turns.map { forecasts[$0]?.refusal(rows: size, longest: grid.longest) }
    let wanted = Set(zip(turns, reasons).filter { $0.1 == nil }.map(\.0.name))
    let shortage = wanted.isEmpty ? nil : shortage(size)
    var stage: SpeedStage?
    if !wanted.isEmpty, shortage == nil { stage = try course.stage(size, wanted) }
    let files = SpeedFiles(folder: grid.folder)
    defer { files.remove() }
    var rows: [SpeedRow] = []
    for (turn, reason) in zip(turns, reasons) {
      let work = stage?.works.first { $0.name == turn.name && $0.subject == turn.subject }
      guard let work, let stage, reason == nil, shortage == nil else {
        rows.append(row(turn, size, refusal: reason ?? shortage ?? "left out"))
        continue
      }
      let what = course.dimensions > 1 ? "\(size) x \(course.dimensions)" : "\(size)"
      progress("\(course.kind) \(what): \(turn.contender.name) of \(turn.contender.source)")
      let row = try timed(turn, work, size) { () throws(DriftlineError) in
        try files.written(stage)
      }
      if row.refusal == nil {
        let fresh = !turn.isPeers ? TimeForecast.ours(turn.name, kind: course.kind) : .init()
        forecasts[turn, default: fresh].add(rows: size, seconds: row.seconds)
      }
      rows.append(row)
    }
    return rows
  }

  /// Ourselves and then the peers, work by work.
  private func turns() -> [Turn] {
    var turns: [Turn] = []
    for (subject, name) in course.names where grid.names?.contains(name) ?? true {
      let ours = Contender(name: name, source: Contender.driftline, version: engineVersion)
      turns.append(Turn(subject: subject, name: name, contender: ours))
      for detector in grid.peer?.detectors ?? []
      where detector.kind == course.kind && detector.work == name {
        turns.append(
          Turn(subject: subject, name: name, contender: detector.contender, isPeers: true))
      }
    }
    return turns
  }

  /// Why samples of a size are not made: that memory is too small for them; `nil` where it is not.
  private func shortage(_ size: Int) -> String? {
    let needed = course.memory(size) * (grid.peer == nil ? 1 : 2)
    guard let free = Machine.memory(named: "MemAvailable"), needed > Double(free) else {
      return nil
    }
    return String(
      format: "left out: about %.1f GB of memory are needed, and %.1f GB are free",
      needed / 1e9, Double(free) / 1e9)
  }

  /// The row of a turn whose work is at hand.
  private func timed(
    _ turn: Turn, _ work: SpeedWork, _ size: Int,
    files: () throws(DriftlineError) -> (baseline: String, current: String)
  ) throws(DriftlineError) -> SpeedRow {
    var row = row(turn, size, refusal: nil)
    (row.bytes, row.operations) = (work.bytes, work.operations)
    if turn.isPeers, let peer = grid.peer {
      let paths = try files()
      let answer: PeerAnswer<PeerTime>
      do throws(DriftlineError) {
        answer = try peer.time(
          kind: course.kind, baseline: paths.baseline, current: paths.current, seed: grid.seed,
          detector: turn.contender.name, budget: grid.budget)
      } catch {
        answer = .refusal(error.message)
      }
      switch answer {
      case .answer(let time) where !(time.seconds > 0 && time.seconds < 1e6):
        row.refusal = "its time is \(time.seconds) s"
      case .answer(let time): (row.seconds, row.peakBytes) = (time.seconds, time.peak)
      case .refusal(let reason): row.refusal = reason
      }
    } else {
      do throws(DriftlineError) {
        let timing = try Timing(budget: grid.budget, work.run)
        (row.seconds, row.peakBytes) = (timing.best, timing.peak)
      } catch {
        row.refusal = error.message
      }
    }
    if row.refusal == nil {
      row.shareOfLimit = grid.limits?.share(
        seconds: row.seconds, bytes: work.bytes, operations: work.operations)
    }
    return row
  }

  private func row(_ turn: Turn, _ size: Int, refusal: String?) -> SpeedRow {
    SpeedRow(
      subject: turn.subject, kind: course.kind, work: turn.name, contender: turn.contender,
      rows: size, dimensions: course.dimensions, threads: grid.threads, seconds: 0, bytes: 0,
      operations: 0, refusal: refusal)
  }
}

/// The files of one size, written when a peer first asks for them.
private final class SpeedFiles {
  private let baseline: SampleFile
  private let current: SampleFile
  private var areWritten = false

  init(folder: String) {
    baseline = SampleFile("speed_baseline", in: folder)
    current = SampleFile("speed_current", in: folder)
  }

  func written(_ stage: SpeedStage) throws(DriftlineError) -> (baseline: String, current: String) {
    if !areWritten { try stage.write(baseline, current) }
    areWritten = true
    return (baseline.path, current.path)
  }

  func remove() {
    guard areWritten else { return }
    baseline.remove()
    current.remove()
  }
}
