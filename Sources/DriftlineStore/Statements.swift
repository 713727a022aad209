/// Every statement that the store gives to SQLite.
///
/// docs/store.md explains the tables.
enum Statements {
  // MARK: - Connections

  /// For every connection.
  static let connection = """
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;
    PRAGMA synchronous = FULL;
    """
  /// For a connection that writes: the log is cut back to 4 MiB when it is started anew.
  static let writer = """
    PRAGMA journal_mode = WAL;
    PRAGMA journal_size_limit = 4194304;
    """
  /// For the connection that makes a store, before there is any table.
  static let creation = """
    PRAGMA auto_vacuum = INCREMENTAL;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    """
  static let applicationID = "PRAGMA application_id"
  static let anything = "SELECT 1 FROM sqlite_master LIMIT 1"
  static let anyBaseline = "SELECT id FROM baseline LIMIT 1"
  static let truncateLog = "PRAGMA wal_checkpoint(TRUNCATE)"
  static let pageSize = "PRAGMA page_size"
  static let freePages = "PRAGMA freelist_count"
  static let returnFreePages = "PRAGMA incremental_vacuum"

  // MARK: - Tables

  static let schema1 = """
    PRAGMA application_id = \(Schema.applicationID);
    CREATE TABLE baseline (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      last_version INTEGER NOT NULL CHECK (last_version >= 1),
      created INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE version (
      baseline_id INTEGER NOT NULL REFERENCES baseline (id) ON DELETE CASCADE,
      number INTEGER NOT NULL CHECK (number >= 1),
      kind TEXT NOT NULL,
      count INTEGER NOT NULL CHECK (count >= 0),
      missing INTEGER NOT NULL CHECK (missing >= 0),
      dimensions INTEGER CHECK (dimensions >= 0),
      digest TEXT NOT NULL CHECK (length(digest) = 64),
      geometry_digest TEXT NOT NULL CHECK (length(geometry_digest) = 64),
      size INTEGER NOT NULL CHECK (size = length(bytes)),
      created INTEGER NOT NULL,
      bytes BLOB NOT NULL,
      PRIMARY KEY (baseline_id, number)
    ) STRICT;
    CREATE TABLE stream (
      id INTEGER PRIMARY KEY,
      baseline_id INTEGER NOT NULL REFERENCES baseline (id) ON DELETE CASCADE,
      name TEXT NOT NULL,
      bucket_seconds INTEGER NOT NULL CHECK (bucket_seconds >= 1),
      geometry_digest TEXT NOT NULL CHECK (length(geometry_digest) = 64),
      observations INTEGER NOT NULL CHECK (observations >= 0),
      pruned INTEGER NOT NULL CHECK (pruned BETWEEN 0 AND observations),
      created INTEGER NOT NULL,
      UNIQUE (baseline_id, name)
    ) STRICT;
    CREATE TABLE bucket (
      stream_id INTEGER NOT NULL REFERENCES stream (id) ON DELETE CASCADE,
      start INTEGER NOT NULL,
      observations INTEGER NOT NULL CHECK (observations >= 1),
      count INTEGER NOT NULL CHECK (count >= 0),
      missing INTEGER NOT NULL CHECK (missing >= 0),
      updated INTEGER NOT NULL,
      profile BLOB NOT NULL,
      PRIMARY KEY (stream_id, start)
    ) STRICT;
    CREATE TABLE sequence (
      stream_id INTEGER NOT NULL REFERENCES stream (id) ON DELETE CASCADE,
      low INTEGER NOT NULL CHECK (low >= 0),
      high INTEGER NOT NULL CHECK (high >= low),
      PRIMARY KEY (stream_id, low)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE score (
      id INTEGER PRIMARY KEY,
      baseline_id INTEGER NOT NULL REFERENCES baseline (id) ON DELETE CASCADE,
      stream_id INTEGER REFERENCES stream (id) ON DELETE CASCADE,
      version INTEGER NOT NULL,
      detector TEXT NOT NULL,
      column_name TEXT,
      time INTEGER NOT NULL,
      statistic REAL,
      effect REAL,
      log_p_value REAL,
      threshold REAL,
      drifted INTEGER CHECK (drifted IN (0, 1))
    ) STRICT;
    CREATE INDEX score_in_time
      ON score (baseline_id, stream_id, detector, column_name, time);
    CREATE INDEX score_of_stream ON score (stream_id);
    CREATE TABLE monitor (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      chart TEXT NOT NULL,
      parameters TEXT NOT NULL,
      state BLOB NOT NULL,
      sequence INTEGER CHECK (sequence >= 0),
      revision INTEGER NOT NULL CHECK (revision >= 1),
      created INTEGER NOT NULL,
      updated INTEGER NOT NULL
    ) STRICT;
    """

  // MARK: - Baselines and versions

  static let baselineNamed = "SELECT id, last_version FROM baseline WHERE name = ?"
  static let insertBaseline = """
    INSERT INTO baseline (name, last_version, created) VALUES (?, 1, ?) RETURNING id
    """
  static let advanceVersion = "UPDATE baseline SET last_version = ? WHERE id = ?"
  static let insertVersion = """
    INSERT INTO version (baseline_id, number, kind, count, missing, dimensions, digest,
      geometry_digest, size, created, bytes)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """
  /// What is known of a version, without its bytes: the columns of ``BaselineEntry``.
  private static let entry = """
    b.name, v.number, v.kind, v.count, v.missing, v.dimensions, v.digest, v.geometry_digest,
    v.size, v.created
    """
  private static let joined = "FROM baseline b JOIN version v ON v.baseline_id = b.id"
  static let newestEntries = """
    SELECT \(entry) \(joined)
      AND v.number = (SELECT max(number) FROM version WHERE baseline_id = b.id)
    WHERE b.name > ? AND substr(b.name, 1, length(?)) = ? ORDER BY b.name LIMIT ?
    """
  static let entriesOfBaseline = "SELECT \(entry) \(joined) WHERE b.id = ? ORDER BY v.number"
  private static let isNumbered = "WHERE b.id = ? AND v.number = ?"
  private static let isNewest = "WHERE b.id = ? ORDER BY v.number DESC LIMIT 1"
  private static let isNewestOfGeometry =
    "WHERE b.id = ? AND v.geometry_digest = ? ORDER BY v.number DESC LIMIT 1"
  static let versionNumbered = "SELECT \(entry), v.bytes \(joined) \(isNumbered)"
  static let newestVersion = "SELECT \(entry), v.bytes \(joined) \(isNewest)"
  static let newestOfGeometry = "SELECT \(entry), v.bytes \(joined) \(isNewestOfGeometry)"
  /// The same without the bytes, which are last in a row of the table: their pages are not read.
  static let entryNumbered = "SELECT \(entry) \(joined) \(isNumbered)"
  static let newestEntry = "SELECT \(entry) \(joined) \(isNewest)"
  static let newestEntryOfGeometry = "SELECT \(entry) \(joined) \(isNewestOfGeometry)"
  /// The bytes of one version, and of no later one that got its name and number.
  static let bytesOfDigest = """
    SELECT v.bytes \(joined) WHERE b.name = ? AND v.number = ? AND v.digest = ?
    """
  static let newestGeometry = """
    SELECT geometry_digest, kind, number FROM version WHERE baseline_id = ?
    ORDER BY number DESC LIMIT 1
    """
  /// Versions that profiles of a geometry belong to: a retrieval baseline has none.
  static let hasGeometry = """
    SELECT count(*) FROM version
    WHERE baseline_id = ? AND geometry_digest = ? AND kind <> 'retrieval'
    """
  static let countVersions = "SELECT count(*) FROM version WHERE baseline_id = ?"
  static let deleteVersion = "DELETE FROM version WHERE baseline_id = ? AND number = ?"
  static let deleteVersions = "DELETE FROM version WHERE baseline_id = ?"
  static let deleteBaseline = "DELETE FROM baseline WHERE id = ?"
  /// Streams, buckets and scores of a baseline.
  static let holdings = """
    SELECT (SELECT count(*) FROM stream WHERE baseline_id = ?1),
      (SELECT count(*) FROM bucket JOIN stream ON stream.id = stream_id WHERE baseline_id = ?1),
      (SELECT count(*) FROM score WHERE baseline_id = ?1)
    """
  static let deleteOrphanedStreams = """
    DELETE FROM stream WHERE baseline_id = ?1
      AND geometry_digest NOT IN (SELECT geometry_digest FROM version WHERE baseline_id = ?1)
    """
  static let deleteStreams = "DELETE FROM stream WHERE baseline_id = ?"
  static let deleteScores = "DELETE FROM score WHERE baseline_id = ?"

  // MARK: - Streams

  static let streamNamed = """
    SELECT id, bucket_seconds, geometry_digest FROM stream WHERE baseline_id = ? AND name = ?
    """
  static let insertStream = """
    INSERT INTO stream (baseline_id, name, bucket_seconds, geometry_digest, observations, pruned,
      created)
    VALUES (?, ?, ?, ?, 0, 0, ?) RETURNING id
    """
  static let countObservation = "UPDATE stream SET observations = observations + 1 WHERE id = ?"
  static let bucketFacts = """
    SELECT observations, count, missing FROM bucket WHERE stream_id = ? AND start = ?
    """
  static let bucketProfile = "SELECT profile FROM bucket WHERE stream_id = ? AND start = ?"
  static let insertBucket = """
    INSERT INTO bucket (stream_id, start, observations, count, missing, updated, profile)
    VALUES (?, ?, 1, ?, ?, ?, ?)
    """
  static let updateBucket = """
    UPDATE bucket SET observations = observations + 1, count = ?, missing = ?, updated = ?,
      profile = ?
    WHERE stream_id = ? AND start = ?
    """
  static let profilesBetween = """
    SELECT profile FROM bucket WHERE stream_id = ? AND start >= ? AND start < ? ORDER BY start
    """
  private static let streamEntry = """
    SELECT b.name, s.name, s.bucket_seconds, s.geometry_digest, s.observations, s.created,
      count(k.start), coalesce(sum(k.count), 0), coalesce(sum(k.missing), 0), min(k.start),
      max(k.start)
    FROM stream s JOIN baseline b ON b.id = s.baseline_id LEFT JOIN bucket k ON k.stream_id = s.id
    """
  static let streamEntries = """
    \(streamEntry) WHERE ?1 IS NULL OR b.name = ?1 GROUP BY s.id ORDER BY b.name, s.name
    """
  static let streamEntryOf = "\(streamEntry) WHERE s.id = ? GROUP BY s.id"

  // MARK: - Sequence numbers

  static let rangeBelow = """
    SELECT low, high FROM sequence WHERE stream_id = ? AND low <= ? ORDER BY low DESC LIMIT 1
    """
  static let rangeFrom = "SELECT low, high FROM sequence WHERE stream_id = ? AND low = ?"
  static let insertRange = "INSERT INTO sequence (stream_id, low, high) VALUES (?, ?, ?)"
  static let raiseRange = "UPDATE sequence SET high = ? WHERE stream_id = ? AND low = ?"
  static let lowerRange = "UPDATE sequence SET low = ? WHERE stream_id = ? AND low = ?"
  static let deleteRange = "DELETE FROM sequence WHERE stream_id = ? AND low = ?"

  // MARK: - Retention

  static let streamsToPrune = """
    SELECT s.id, s.bucket_seconds FROM stream s JOIN baseline b ON b.id = s.baseline_id
    WHERE (?1 IS NULL OR b.id = ?1) AND (?2 IS NULL OR s.id = ?2)
    """
  static let countPruned = """
    UPDATE stream SET pruned = pruned
      + (SELECT coalesce(sum(observations), 0) FROM bucket WHERE stream_id = ?1 AND start <= ?2)
    WHERE id = ?1
    """
  static let deleteBuckets = "DELETE FROM bucket WHERE stream_id = ? AND start <= ?"
  static let deleteOldScores = """
    DELETE FROM score WHERE time < ?1 AND (?2 IS NULL OR baseline_id = ?2)
      AND (?3 IS NULL OR stream_id = ?3)
    """

  // MARK: - History of scores

  static let insertScore = """
    INSERT INTO score (baseline_id, stream_id, version, detector, column_name, time, statistic,
      effect, log_p_value, threshold, drifted)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """
  static let scores = """
    SELECT s.name, h.version, h.detector, h.column_name, h.time, h.statistic, h.effect,
      h.log_p_value, h.threshold, h.drifted
    FROM score h LEFT JOIN stream s ON s.id = h.stream_id
    WHERE h.baseline_id = ?1 AND (?2 IS NULL OR h.stream_id = ?2)
      AND (?3 IS NULL OR h.detector = ?3) AND (?4 IS NULL OR h.column_name = ?4)
      AND h.time >= ?5 AND h.time < ?6
    ORDER BY h.time DESC, h.id DESC LIMIT ?7
    """
  static let effects = """
    SELECT effect, max(id) FROM score
    WHERE baseline_id = ?1 AND stream_id IS ?2 AND detector = ?3 AND column_name IS ?4
      AND effect IS NOT NULL AND drifted IS NOT 1
      AND version IN (
        SELECT number FROM version WHERE baseline_id = ?1 AND geometry_digest = (
          SELECT geometry_digest FROM version WHERE baseline_id = ?1 AND number = ?5))
    GROUP BY time
    """

  // MARK: - Monitors

  static let isJSON = "SELECT json_valid(?)"
  private static let monitor = """
    SELECT name, chart, parameters, state, sequence, revision, created, updated FROM monitor
    """
  static let monitorNamed = "\(monitor) WHERE name = ?"
  static let monitors = """
    \(monitor) WHERE name > ? AND substr(name, 1, length(?)) = ? ORDER BY name LIMIT ?
    """
  static let insertMonitor = """
    INSERT INTO monitor (name, chart, parameters, state, sequence, revision, created, updated)
    VALUES (?, ?, ?, ?, NULL, 1, ?, ?)
    """
  static let updateMonitor = """
    UPDATE monitor SET state = ?, sequence = ?, revision = revision + 1, updated = ? WHERE name = ?
    """
  static let replaceMonitor = """
    UPDATE monitor SET chart = ?, parameters = ?, state = ?, sequence = NULL,
      revision = revision + 1, updated = ?
    WHERE name = ?
    """
  static let deleteMonitor = "DELETE FROM monitor WHERE name = ?"

  // MARK: - Verification

  static let integrity = "PRAGMA integrity_check"
  static let foreignKeys = "PRAGMA foreign_key_check"
  /// One line for everything that two tables should say alike and do not.
  static let disagreements = """
    SELECT 'baseline ' || name || ': no version' FROM baseline b
      WHERE NOT EXISTS (SELECT 1 FROM version WHERE baseline_id = b.id)
    UNION ALL
    SELECT 'baseline ' || name || ': a version over the last one' FROM baseline b
      WHERE EXISTS (SELECT 1 FROM version WHERE baseline_id = b.id AND number > last_version)
    UNION ALL
    SELECT 'stream ' || name || ': its buckets hold not the observations it counts' FROM stream s
      WHERE observations - pruned
        <> (SELECT coalesce(sum(observations), 0) FROM bucket WHERE stream_id = s.id)
    UNION ALL
    SELECT 'stream ' || name || ': more sequence numbers than observations' FROM stream s
      WHERE observations
        < (SELECT coalesce(sum(high - low + 1), 0) FROM sequence WHERE stream_id = s.id)
    UNION ALL
    SELECT 'stream ' || name || ': sequence numbers that meet' FROM stream s
      WHERE EXISTS (SELECT 1 FROM sequence a JOIN sequence b ON a.stream_id = s.id
        AND b.stream_id = s.id AND b.low > a.low AND b.low <= a.high + 1)
    UNION ALL
    SELECT 'stream ' || name || ': no version of its geometry' FROM stream s
      WHERE NOT EXISTS (SELECT 1 FROM version v
        WHERE v.baseline_id = s.baseline_id AND v.geometry_digest = s.geometry_digest)
    """
}
