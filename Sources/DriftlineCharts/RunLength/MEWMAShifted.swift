import Driftline
private import Foundation

/// The run lengths of a multivariate average under one shift.
struct MEWMAShifted {
  private let plane: MEWMAPlane
  private let shift: Double
  private let matrix: StepMatrix
  /// The mean run length from each node; `nil` where there is no telling.
  private let runs: [Double]?

  init(_ plane: MEWMAPlane, shift: Double, _ matrix: StepMatrix) {
    self.plane = plane
    self.shift = shift
    self.matrix = matrix
    runs = matrix.averages()
  }

  /// The mean run length from a place.
  func average(along: Double, away: Double) -> Double {
    guard let runs else { return .infinity }
    let law = plane.law(along: along, away: away, shift: shift)
    return sound(zip(law, runs).reduce(1) { $0 + $1.0 * $1.1 })
  }

  /// The mean run length in a steady state; in control every direction is as likely as any other.
  func average(_ state: RunLengthState, of sphere: MEWMASphere, dimensions: Int) -> Double {
    let quiet = sphere.matrix()
    let isCyclical = state == .cyclical
    guard let law = isCyclical ? quiet.visits(from: sphere.first()) : quiet.quietLaw() else {
      return .infinity
    }
    let angles = GaussLegendre(count: 24).over(-0.5 * .pi, 0.5 * .pi)
    let rooms = zip(angles.nodes, angles.weights).map { pow(cos($0), Double(dimensions - 2)) * $1 }
    let room = rooms.reduce(0, +)
    var sum = isCyclical ? average(along: 0, away: 0) : 0
    var total = isCyclical ? 1.0 : 0
    for (radius, share) in zip(sphere.rule.nodes, law) where share > 1e-14 {
      for (angle, part) in zip(angles.nodes, rooms) where part > 1e-14 * room {
        sum +=
          share * part / room
          * average(along: radius * sin(angle), away: radius * cos(angle))
      }
      total += share
    }
    return sound(sum / total)
  }

  /// The quantile of the run length.
  func quantile(_ share: Double, average: Double) throws(DriftlineError) -> Double {
    var law = plane.law(along: 0, away: 0, shift: shift)
    return try runLengthQuantile(share, average: average) {
      defer { law = matrix.stepped(law) }
      return law.reduce(0, +)
    }
  }
}
