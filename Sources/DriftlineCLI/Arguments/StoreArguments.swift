import ArgumentParser
import DriftlineWorker

/// Where baselines are kept.
struct StoreArguments: ParsableArguments {
  @Option(
    name: .customLong("store"),
    help: .init(
      "The file that baselines are kept in. (default: $DRIFTLINE_STORE, else "
        + "$XDG_DATA_HOME/driftline/store.sqlite)", valueName: "file"))
  var path: String?

  /// Where the store is.
  var place: StorePlace { StorePlace(path) }

  func validate() throws {
    if path?.isEmpty == true { throw ValidationError("--store is empty; it takes a file") }
  }
}
