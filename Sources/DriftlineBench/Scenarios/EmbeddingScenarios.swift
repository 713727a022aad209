internal import Driftline
private import Foundation

extension Scenarios {
  /// The sizes at which changes are measured.
  static let embeddingSizes = [
    SampleSizes(200, 200), SampleSizes(500, 500), SampleSizes(1_000, 1_000),
  ]
  /// The sizes at which false alarms are counted where nothing changes, unequal ones included.
  static let embeddingControlSizes = [
    SampleSizes(50, 50), SampleSizes(300, 300), SampleSizes(100, 1_000), SampleSizes(1_000, 100),
  ]

  private static let space = EmbeddingSpace.usual
  private static let correlated = Control.embedding(
    "correlated", "rows of 64 numbers whose directions have variances that fall as 1/rank."
  ) { space.row(&$0) }
  private static let clusters = Control.embedding(
    "clusters", "rows of 64 numbers in five clusters of equal shares.", clustered(lost: 0))

  /// Rows in five clusters, of which the first has lost a share of its rows.
  private static func clustered(lost: Double) -> RowLaw {
    let centres = (0..<5).map { space.centre(1, along: space.axis($0)) }
    return { random in
      var cluster = random.below(5)
      while cluster == 0, random.uniform() < lost { cluster = random.below(5) }
      return space.row(about: centres[cluster], spread: 0.5, &random)
    }
  }

  /// Rows of the usual law, some of which come from another.
  private static func mixed(_ share: Double, of other: @escaping RowLaw) -> RowLaw {
    { random in random.uniform() < share ? other(&random) : space.row(&random) }
  }

  /// Rows of embeddings.
  static let embedding: [Scenario] = [
    .embedding(
      "mean_few", "The mean of 4 of 64 columns moves.",
      level: "shift of each, in its standard deviations", levels: [0.1, 0.3], control: correlated
    ) { level in
      { random in
        var row = space.row(&random)
        for column in 0..<4 { row[column] += level * space.columnDeviations[column] }
        return row
      }
    },
    .embedding(
      "mean_all", "The mean of all 64 columns moves, up or down.",
      level: "shift of each, in its standard deviations", levels: [0.05, 0.1], control: correlated
    ) { level in
      let signs = space.axis(50).map { $0 < 0 ? -1.0 : 1 }
      let shift = zip(signs, space.columnDeviations).map { level * $0 * $1 }
      return { random in sum(space.row(&random), shift) }
    },
    .embedding(
      "rotation",
      "Rows turn about their mean, in the planes of the widest and the narrowest direction, the second "
        + "of each, and so on.", level: "angle in degrees", levels: [5, 20], control: correlated
    ) { level in
      let (sine, cosine) = (sin(level * .pi / 180), cos(level * .pi / 180))
      return { random in
        var place = space.coordinates(&random)
        for (low, high) in zip(0..<32, (32..<64).reversed()) {
          let (a, b) = (place[low], place[high])
          place[low] = cosine * a - sine * b
          place[high] = sine * a + cosine * b
        }
        return sum(space.mean, space.offset(place))
      }
    },
    .embedding(
      "covariance",
      "The spread along the directions becomes more even, their variances adding up to the same.",
      level: "how even, from 0 (variances fall as 1/rank) to 1 (all alike)", levels: [0.1, 0.3],
      control: correlated
    ) { level in
      let variances = space.deviations.map { pow($0 * $0, 1 - level) }
      let whole = variances.reduce(0, +)
      let factors = zip(variances, space.deviations).map { ($0 / whole).squareRoot() / $1 }
      return { random in
        let place = zip(space.coordinates(&random), factors).map { $0 * $1 }
        return sum(space.mean, space.offset(place))
      }
    },
    .embedding(
      "cluster_appears",
      "A narrow cluster of rows appears, as far from the mean as usual rows are.",
      level: "share of rows", levels: [0.02, 0.05], control: correlated
    ) { level in
      let centre = space.centre(1, along: space.axis(60))
      return mixed(level) { space.row(about: centre, spread: 0.3, &$0) }
    },
    .embedding(
      "cluster_vanishes", "One of five clusters loses rows.", level: "share of its rows",
      levels: [0.25, 0.5, 1], control: clusters
    ) { level in clustered(lost: level) },
    .embedding(
      "contamination",
      "Rows of another kind are mixed in: about another mean, and spread evenly over all directions.",
      level: "share of rows", levels: [0.01, 0.05, 0.1, 0.2, 0.5], control: correlated
    ) { level in
      let centre = space.centre(0.5, along: space.axis(70))
      return mixed(level) { random in
        centre.map { $0 + random.normal() / Double(space.dimensions).squareRoot() }
      }
    },
    .embedding(
      "norm", "Rows become longer, in the same directions.",
      level: "growth of the length, as a share of it", levels: [0.02, 0.1], control: correlated
    ) { level in { random in space.row(&random).map { $0 * (1 + level) } } },

    Scenario(correlated, sizes: embeddingControlSizes),
    Scenario(clusters, sizes: embeddingControlSizes),
    Scenario(
      .embedding("isotropic_8", "rows of 8 independent standard normal numbers.") { random in
        (0..<8).map { _ in random.normal() }
      }, sizes: embeddingControlSizes),
    Scenario(
      .embedding("isotropic_64", "rows of 64 independent standard normal numbers.") { random in
        (0..<64).map { _ in random.normal() }
      }, sizes: embeddingControlSizes),
    Scenario(
      .embedding("repeated", "rows of 64 numbers of which one in five is a copy of one of ten.") {
        random in
        guard random.uniform() < 0.2 else { return space.row(&random) }
        var copy = SeededRandom(seed: 7, stream: UInt64(1_000 + random.below(10)))
        return space.row(&copy)
      }, sizes: embeddingControlSizes),
  ]
}
