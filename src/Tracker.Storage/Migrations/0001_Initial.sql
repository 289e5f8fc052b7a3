-- Where each run's journal stands. The key is short, because every entry and producer carries it.
CREATE TABLE run_head(
    key INTEGER PRIMARY KEY,
    run BLOB NOT NULL UNIQUE,
    epoch INTEGER NOT NULL,
    position INTEGER NOT NULL,
    received_at INTEGER NOT NULL) STRICT;

-- The journal. Entries of all runs lie in the order in which they came: a group commit touches the end of the table and few pages.
CREATE TABLE entry(
    id INTEGER PRIMARY KEY,
    run_key INTEGER NOT NULL,
    position INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    payload BLOB NOT NULL,
    UNIQUE(run_key, position)) STRICT;

CREATE VIEW journal_entry AS
    SELECT lower(hex(h.run)) AS run, e.position, e.received_at, e.kind, e.payload
    FROM entry e JOIN run_head h ON h.key = e.run_key;

CREATE TABLE producer(
    run_key INTEGER NOT NULL,
    producer BLOB NOT NULL,
    attempt INTEGER NOT NULL,
    last_sequence INTEGER NOT NULL,
    PRIMARY KEY(run_key, producer)) STRICT, WITHOUT ROWID;

-- All below is derived from the journal and carries the position that it includes.
CREATE TABLE run(
    run BLOB PRIMARY KEY,
    position INTEGER NOT NULL,
    status INTEGER NOT NULL,
    status_reason TEXT NOT NULL,
    name TEXT,
    experiment TEXT,
    job_plugin TEXT,
    attempt INTEGER NOT NULL,
    step INTEGER NOT NULL,
    samples INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    last_report_at INTEGER,
    ended_at INTEGER,
    next_deadline INTEGER,
    firing_alerts INTEGER NOT NULL,
    worst_severity INTEGER,
    facts BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX run_by_name ON run(name, run) WHERE name IS NOT NULL;
CREATE INDEX run_by_experiment ON run(experiment, run) WHERE experiment IS NOT NULL;
CREATE INDEX run_by_status ON run(status, run);
CREATE INDEX run_by_deadline ON run(next_deadline) WHERE next_deadline IS NOT NULL;

CREATE TABLE snapshot(
    run BLOB NOT NULL UNIQUE,
    position INTEGER NOT NULL,
    judge_version TEXT NOT NULL,
    event_offset INTEGER NOT NULL,
    state BLOB NOT NULL,
    sets BLOB NOT NULL) STRICT;

CREATE TABLE run_event(
    run BLOB NOT NULL,
    number INTEGER NOT NULL,
    position INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY(run, number)) STRICT, WITHOUT ROWID;

-- AUTOINCREMENT: a consumer's place must never be given to a later row.
CREATE TABLE outbox(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    consumer TEXT NOT NULL,
    run BLOB NOT NULL,
    number INTEGER NOT NULL) STRICT;
CREATE INDEX outbox_by_consumer ON outbox(consumer, id);

CREATE TABLE alive(
    only_row INTEGER PRIMARY KEY CHECK(only_row = 1),
    at INTEGER NOT NULL) STRICT;
