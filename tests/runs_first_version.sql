-- The tables as the first version of the program made them, with a few rows.
CREATE TABLE designs (
    owner VARCHAR(200) NOT NULL,
    name VARCHAR(200) NOT NULL,
    network JSON NOT NULL,
    created DOUBLE NOT NULL,
    updated DOUBLE NOT NULL,
    PRIMARY KEY (owner, name)
);
CREATE TABLE jobs (
    number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    id VARCHAR(32) NOT NULL,
    kind VARCHAR(32) NOT NULL,
    name VARCHAR(200) NOT NULL,
    network JSON NOT NULL,
    settings JSON NOT NULL,
    source TEXT NOT NULL,
    owner VARCHAR(200) NOT NULL,
    state VARCHAR(32) NOT NULL,
    attempt INTEGER NOT NULL,
    created DOUBLE NOT NULL,
    started DOUBLE,
    ended DOUBLE,
    heartbeat DOUBLE,
    host VARCHAR(200),
    pid BIGINT,
    pid_started VARCHAR(64),
    handle VARCHAR(200),
    control VARCHAR(32),
    progress JSON NOT NULL,
    summary JSON NOT NULL,
    error TEXT NOT NULL,
    environment JSON NOT NULL,
    UNIQUE (id)
);
CREATE INDEX jobs_by_state ON jobs (state, number);
CREATE TABLE events (
    number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    job VARCHAR(32) NOT NULL,
    time DOUBLE NOT NULL,
    kind VARCHAR(32) NOT NULL,
    text TEXT NOT NULL,
    FOREIGN KEY(job) REFERENCES jobs (id) ON DELETE CASCADE
);
CREATE INDEX events_by_job ON events (job, number);
CREATE TABLE points (
    number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    job VARCHAR(32) NOT NULL,
    series VARCHAR(100) NOT NULL,
    step BIGINT NOT NULL,
    value DOUBLE,
    time DOUBLE NOT NULL,
    FOREIGN KEY(job) REFERENCES jobs (id) ON DELETE CASCADE
);
CREATE INDEX points_by_job ON points (job, number);
CREATE TABLE artefacts (
    job VARCHAR(32) NOT NULL,
    kind VARCHAR(64) NOT NULL,
    path TEXT NOT NULL,
    created DOUBLE NOT NULL,
    PRIMARY KEY (job, kind),
    FOREIGN KEY(job) REFERENCES jobs (id) ON DELETE CASCADE
);
INSERT INTO jobs (id, kind, name, network, settings, source, owner, state, attempt, created, progress, summary, error, environment)
VALUES ('00112233445566ff', 'train', 'tiny', '{"name": "tiny"}', '{"epochs": 2}', 'import keras', '', 'finished', 0, 1750000000.0, '{}', '{"test_accuracy": 0.5}', '', '{}');
INSERT INTO jobs (id, kind, name, network, settings, source, owner, state, attempt, created, progress, summary, error, environment)
VALUES ('00112233445566aa', 'train', 'tiny', '{"name": "tiny"}', '{"epochs": 2}', 'import keras', '', 'queued', 0, 1750000010.0, '{}', '{}', '', '{}');
INSERT INTO events (job, time, kind, text) VALUES ('00112233445566ff', 1750000000.0, 'state', 'queued'), ('00112233445566ff', 1750000005.0, 'state', 'finished');
INSERT INTO points (job, series, step, value, time) VALUES ('00112233445566ff', 'train/loss', 1, 2.5, 1750000001.0), ('00112233445566ff', 'train/loss', 2, 1.25, 1750000002.0);
INSERT INTO artefacts VALUES ('00112233445566ff', 'best', 'best.keras', 1750000005.0);
INSERT INTO designs VALUES ('', 'mine', '{"name": "mine"}', 1750000000.0, 1750000000.0);
