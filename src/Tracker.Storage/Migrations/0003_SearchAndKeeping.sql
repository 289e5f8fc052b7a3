-- A run has one short key in this file, that of its head. What lists are filtered and sorted by lies in rows so short that a scan of
-- 100,000 runs reads a few megabytes; the facts themselves, which are long, lie beside them and are written when they change.
ALTER TABLE run_head ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;

INSERT INTO run_head(run, epoch, position, received_at) SELECT run, 0, 0, 0 FROM run WHERE true ON CONFLICT(run) DO NOTHING;

ALTER TABLE run RENAME TO run_before;
DROP INDEX run_by_name;
DROP INDEX run_by_experiment;
DROP INDEX run_by_status;
DROP INDEX run_by_deadline;

CREATE TABLE run(
    key INTEGER PRIMARY KEY,
    run BLOB NOT NULL UNIQUE,
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
    cause TEXT,
    -- 0: made by an earlier schema, its values are still to be written.
    is_indexed INTEGER NOT NULL DEFAULT 1,
    -- These two follow run_mark: 0 no, 1 yes. hidden: 1 deleted, 2 being purged.
    pinned INTEGER NOT NULL DEFAULT 0,
    hidden INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE run_facts(
    run_key INTEGER PRIMARY KEY,
    facts BLOB NOT NULL) STRICT;

INSERT INTO run(key, run, position, status, status_reason, name, experiment, job_plugin, attempt, step, samples, created_at,
                last_report_at, ended_at, next_deadline, firing_alerts, worst_severity, is_indexed)
    SELECT h.key, b.run, b.position, b.status, b.status_reason, b.name, b.experiment, b.job_plugin, b.attempt, b.step, b.samples, b.created_at,
           b.last_report_at, b.ended_at, b.next_deadline, b.firing_alerts, b.worst_severity, 0
    FROM run_before b JOIN run_head h ON h.run = b.run ORDER BY h.key;
INSERT INTO run_facts(run_key, facts) SELECT h.key, b.facts FROM run_before b JOIN run_head h ON h.run = b.run ORDER BY h.key;
DROP TABLE run_before;

CREATE INDEX run_by_name ON run(name) WHERE name IS NOT NULL;
CREATE INDEX run_by_experiment ON run(experiment) WHERE experiment IS NOT NULL;
CREATE INDEX run_by_status ON run(status);
CREATE INDEX run_by_created ON run(created_at);
CREATE INDEX run_by_ended ON run(ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX run_by_deadline ON run(next_deadline) WHERE next_deadline IS NOT NULL;
CREATE INDEX run_by_firing ON run(key) WHERE firing_alerts > 0;
CREATE INDEX run_not_indexed ON run(key) WHERE is_indexed = 0;

-- Names of facts and hyperparameters (kind 0), tags (1) and metrics (2), each once.
CREATE TABLE search_name(
    key INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    name TEXT NOT NULL,
    UNIQUE(kind, name)) STRICT;

-- What was told, as text and, where it is one, as a number. By name first: the values of all runs of one name lie side by side.
CREATE TABLE run_value(
    name_key INTEGER NOT NULL,
    run_key INTEGER NOT NULL,
    text TEXT NOT NULL,
    number REAL,
    PRIMARY KEY(name_key, run_key)) STRICT, WITHOUT ROWID;
CREATE INDEX run_value_by_value ON run_value(name_key, coalesce(number, text));
CREATE INDEX run_value_by_run ON run_value(run_key);

-- What became of a run's metrics, as of its last commit with values. Null: not finite.
CREATE TABLE run_metric(
    name_key INTEGER NOT NULL,
    run_key INTEGER NOT NULL,
    last REAL,
    best REAL,
    best_step INTEGER NOT NULL,
    PRIMARY KEY(name_key, run_key)) STRICT, WITHOUT ROWID;
CREATE INDEX run_metric_by_best ON run_metric(name_key, best);
CREATE INDEX run_metric_by_run ON run_metric(run_key);

-- What people want of a run; not derived from the journal. purge: 0 not begun, 1 under way, 2 done: what is left says that it was here.
CREATE TABLE run_mark(
    run BLOB PRIMARY KEY,
    pinned_at INTEGER,
    deleted_at INTEGER,
    deleted_why TEXT,
    purge_after INTEGER,
    purge INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
CREATE INDEX run_mark_by_purge ON run_mark(purge, purge_after) WHERE deleted_at IS NOT NULL;
