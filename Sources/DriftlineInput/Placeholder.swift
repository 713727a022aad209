import Driftline
