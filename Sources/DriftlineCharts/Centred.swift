/// How far a value is from a centre; held to ± 1e300, so that what follows stays finite.
func centred(_ value: Double, around centre: Double) -> Double {
  bounded(value - centre)
}

/// A number held to ± 1e300; for infinities too.
func bounded(_ value: Double) -> Double { max(-1e300, min(1e300, value)) }
