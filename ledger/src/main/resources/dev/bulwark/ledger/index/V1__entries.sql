-- The index of a ledger's evidence: a cache of what log and payloads say. The same text for SQLite
-- and PostgreSQL. Times are seconds since 1970, digests hexadecimal. Statements end with ';' at the
-- end of a line.

CREATE TABLE entry (
  log_index BIGINT NOT NULL PRIMARY KEY,
  envelope VARCHAR(64) NOT NULL,
  predicate_type VARCHAR(256) NOT NULL,
  logged_at BIGINT NOT NULL,
  stated_at BIGINT,
  left_out BIGINT NOT NULL
);

CREATE INDEX entry_of_type ON entry (predicate_type, log_index);
CREATE INDEX entry_logged ON entry (logged_at, log_index);
CREATE INDEX entry_stated ON entry (stated_at, log_index);
CREATE INDEX entry_of_envelope ON entry (envelope);
CREATE INDEX entry_left_out ON entry (log_index) WHERE left_out > 0;

-- As the log's entries list them; an entry with left_out > 0 may be about others as well.
CREATE TABLE subject (
  subject VARCHAR(64) NOT NULL,
  log_index BIGINT NOT NULL,
  PRIMARY KEY (subject, log_index)
);

CREATE INDEX subject_of_entry ON subject (log_index);

CREATE TABLE signer (
  signer VARCHAR(64) NOT NULL,
  log_index BIGINT NOT NULL,
  PRIMARY KEY (signer, log_index)
);

CREATE INDEX signer_of_entry ON signer (log_index);

-- How much of which log is in the index; one row.
CREATE TABLE position (
  one INTEGER NOT NULL PRIMARY KEY,
  origin VARCHAR(1000) NOT NULL,
  size BIGINT NOT NULL,
  root VARCHAR(64) NOT NULL
);
INSERT INTO position (one, origin, size, root) VALUES (1, '', 0, '');
