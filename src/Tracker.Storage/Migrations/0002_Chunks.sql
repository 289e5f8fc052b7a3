-- Frames are sealed into chunks of columns. What is not sealed yet is kept beside the run's head, so that it is found again without
-- looking through the entries.
ALTER TABLE run_head ADD COLUMN sealed_through INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run_head ADD COLUMN unsealed_bytes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run_head ADD COLUMN unsealed_rows INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run_head ADD COLUMN unsealed_samples INTEGER NOT NULL DEFAULT 0;
-- When the oldest unsealed frames were received; NULL while all is sealed.
ALTER TABLE run_head ADD COLUMN unsealed_since INTEGER;
UPDATE run_head SET unsealed_bytes = coalesce((SELECT sum(length(e.payload)) FROM entry e WHERE e.run_key = run_head.key AND e.kind = 2), 0);
-- Entries of before do not say how many samples they hold: nearly all of their bytes are doubles.
UPDATE run_head SET unsealed_rows = unsealed_bytes / 64, unsealed_samples = unsealed_bytes / 8, unsealed_since = received_at WHERE unsealed_bytes > 0;
CREATE INDEX run_head_unsealed ON run_head(unsealed_since) WHERE unsealed_since IS NOT NULL;

-- Metric sets are few and never sealed: the names of the columns.
CREATE INDEX entry_set ON entry(run_key, position) WHERE kind = 1;

-- Frames of one producer, set and attempt. All chunks of a run with one last_position are one sealed range: they hold every frame of the
-- positions first_position to last_position, and no entry with frames is left there. The body carries all of this again, under a checksum.
-- AUTOINCREMENT: summaries outlive a chunk that was set aside, so its number must never be given to a later one.
CREATE TABLE chunk(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    run_key INTEGER NOT NULL,
    first_position INTEGER NOT NULL,
    last_position INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    samples INTEGER NOT NULL,
    body BLOB NOT NULL) STRICT;
CREATE INDEX chunk_by_run ON chunk(run_key, last_position);

-- A metric of one rank, once any of it is sealed.
CREATE TABLE series(
    key INTEGER PRIMARY KEY,
    run_key INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    name TEXT NOT NULL,
    UNIQUE(run_key, name, rank)) STRICT;

-- What a curve is drawn from: level 0 is one series in one chunk, level 1 is several of these that follow one another, of which the first
-- one's chunk names it. Values that are NULL are NaN, or there is none.
CREATE TABLE summary(
    series INTEGER NOT NULL,
    level INTEGER NOT NULL,
    chunk INTEGER NOT NULL,
    last_chunk INTEGER NOT NULL,
    metric INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    non_finite INTEGER NOT NULL,
    low_step INTEGER NOT NULL,
    high_step INTEGER NOT NULL,
    first_step INTEGER NOT NULL,
    first_time INTEGER NOT NULL,
    first_value REAL,
    last_step INTEGER NOT NULL,
    last_time INTEGER NOT NULL,
    last_value REAL,
    min_step INTEGER,
    min_time INTEGER,
    min_value REAL,
    max_step INTEGER,
    max_time INTEGER,
    max_value REAL,
    sum REAL,
    PRIMARY KEY(series, level, chunk)) STRICT, WITHOUT ROWID;

-- Chunks that were found damaged, as they were found.
CREATE TABLE quarantine(
    id INTEGER PRIMARY KEY,
    run_key INTEGER NOT NULL,
    chunk INTEGER NOT NULL,
    first_position INTEGER NOT NULL,
    last_position INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    samples INTEGER NOT NULL,
    reason TEXT NOT NULL,
    at INTEGER NOT NULL,
    body BLOB NOT NULL) STRICT;
CREATE INDEX quarantine_by_run ON quarantine(run_key);
