private import Foundation

/// The normal score of a value of Student's t: about as unlikely, and of the same sign.
///
/// Wallace's approximation. NaN, infinities and 0 stay as they are, and so does t where there
/// are no degrees of freedom.
///
/// Source: D. L. Wallace, "Bounds on normal approximations to Student's and the chi-square
/// distributions", Annals of Mathematical Statistics 30 (1959), DOI 10.1214/aoms/1177706078.
func normalScore(ofT t: Double, freedom: Double) -> Double {
  guard t.isFinite, t != 0, freedom > 0 else { return t }
  let size =
    (8 * freedom + 1) / (8 * freedom + 3)
    * (freedom * log1p(min(t * t, 1e300) / freedom)).squareRoot()
  return t > 0 ? size : -size
}
