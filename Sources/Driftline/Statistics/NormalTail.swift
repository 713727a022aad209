private import Foundation

/// log(1 - Phi(z)), by Mills' ratio as a continued fraction where erfc underflows.
func logNormalUpperTail(_ z: Double) -> Double {
  if z < 20 { return log(0.5 * erfc(z * 0.5.squareRoot())) }
  var fraction = z
  for k in stride(from: 20.0, through: 1, by: -1) { fraction = z + k / fraction }
  return -0.5 * z * z - log(fraction) - 0.5 * log(2 * .pi)
}
