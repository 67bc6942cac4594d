CREATE TABLE documents (
  "key" INTEGER NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  title TEXT,
  publisher TEXT,
  published TEXT,
  byline TEXT,
  agency TEXT,
  dateline TEXT,
  url TEXT,
  language TEXT,
  place TEXT NOT NULL,
  media_type TEXT NOT NULL,
  encoding TEXT,
  digest TEXT NOT NULL,
  pages TEXT NOT NULL,
  characters INTEGER NOT NULL,
  current INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY ("key"),
  UNIQUE (id)
);

CREATE INDEX documents_name ON documents (name);

CREATE TABLE originals (
  document INTEGER NOT NULL,
  media_type TEXT NOT NULL,
  encoding TEXT,
  data BLOB NOT NULL,
  PRIMARY KEY (document),
  CONSTRAINT media_type_is_known CHECK (media_type IN ('application/pdf', 'text/html')),
  FOREIGN KEY(document) REFERENCES documents ("key")
);

CREATE TABLE readers (
  "key" INTEGER NOT NULL,
  version TEXT NOT NULL,
  name TEXT NOT NULL,
  preferred INTEGER NOT NULL,
  PRIMARY KEY ("key"),
  UNIQUE (version)
);

CREATE TABLE judgements (
  number INTEGER NOT NULL,
  "left" TEXT NOT NULL,
  "right" TEXT NOT NULL,
  verdict TEXT NOT NULL,
  who TEXT NOT NULL,
  at TEXT NOT NULL,
  why TEXT NOT NULL,
  PRIMARY KEY (number),
  CONSTRAINT verdict_is_known CHECK (verdict IN ('same', 'different', 'unsure'))
);

CREATE TABLE lexicons (
  name TEXT NOT NULL,
  text TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (name)
);

CREATE TABLE workings (
  name TEXT NOT NULL,
  stamp TEXT NOT NULL,
  result TEXT NOT NULL,
  PRIMARY KEY (name)
);

CREATE TABLE parts (
  "key" INTEGER NOT NULL,
  result TEXT NOT NULL,
  PRIMARY KEY ("key")
);

CREATE TABLE part_claims (
  claim TEXT NOT NULL,
  part INTEGER NOT NULL,
  stamp TEXT NOT NULL,
  PRIMARY KEY (claim),
  FOREIGN KEY(part) REFERENCES parts ("key")
);

CREATE INDEX ix_part_claims_part ON part_claims (part);

CREATE TABLE part_blocks (
  block INTEGER NOT NULL,
  part INTEGER NOT NULL,
  PRIMARY KEY (block, part),
  FOREIGN KEY(part) REFERENCES parts ("key")
) WITHOUT ROWID;

CREATE INDEX ix_part_blocks_part ON part_blocks (part);

CREATE TABLE assessments (
  number INTEGER NOT NULL,
  kind TEXT NOT NULL,
  source TEXT,
  claims TEXT NOT NULL,
  pair TEXT NOT NULL,
  side TEXT,
  value TEXT NOT NULL,
  who TEXT NOT NULL,
  at TEXT NOT NULL,
  why TEXT NOT NULL,
  PRIMARY KEY (number),
  CONSTRAINT kind_is_known CHECK (kind IN ('grade', 'side', 'interest', 'prior', 'credibility', 'settled', 'copy', 'identity'))
);

CREATE TABLE weighings (
  content TEXT NOT NULL,
  result TEXT NOT NULL,
  PRIMARY KEY (content)
);

CREATE TABLE weighed (
  proposition TEXT NOT NULL,
  content TEXT NOT NULL,
  origins TEXT NOT NULL,
  PRIMARY KEY (proposition)
);

CREATE TABLE hypotheses (
  id TEXT NOT NULL,
  text TEXT NOT NULL,
  template TEXT,
  apparent TEXT,
  alleged TEXT,
  since TEXT,
  until TEXT,
  prior FLOAT,
  assumes TEXT NOT NULL,
  number INTEGER NOT NULL,
  who TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (id)
);

CREATE TABLE exhibits (
  id TEXT NOT NULL,
  text TEXT NOT NULL,
  origin TEXT,
  probability FLOAT NOT NULL,
  number INTEGER NOT NULL,
  who TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (id)
);

CREATE TABLE ratings (
  number INTEGER NOT NULL,
  hypothesis TEXT NOT NULL,
  evidence TEXT NOT NULL,
  rating TEXT NOT NULL,
  who TEXT NOT NULL,
  at TEXT NOT NULL,
  why TEXT NOT NULL,
  PRIMARY KEY (number),
  CONSTRAINT rating_is_known CHECK (rating IN ('CC', 'C', 'N', 'I', 'II', 'NA'))
);

CREATE TABLE refusals (
  place TEXT NOT NULL,
  reason TEXT NOT NULL,
  remedy TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (place)
);

CREATE TABLE withheld (
  subject TEXT NOT NULL,
  who TEXT NOT NULL,
  at TEXT NOT NULL,
  why TEXT NOT NULL,
  PRIMARY KEY (subject)
);

CREATE TABLE history (
  number INTEGER NOT NULL,
  id TEXT NOT NULL,
  at TEXT NOT NULL,
  who TEXT NOT NULL,
  did TEXT NOT NULL,
  subject TEXT,
  detail TEXT NOT NULL,
  PRIMARY KEY (number),
  UNIQUE (id)
);

CREATE TABLE captures (
  "key" INTEGER NOT NULL,
  place TEXT NOT NULL,
  version INTEGER NOT NULL,
  document INTEGER NOT NULL,
  digest TEXT NOT NULL,
  at TEXT NOT NULL,
  current INTEGER NOT NULL,
  PRIMARY KEY ("key"),
  UNIQUE (place, version),
  FOREIGN KEY(document) REFERENCES documents ("key")
);

CREATE INDEX ix_captures_document ON captures (document);

CREATE TABLE readings (
  "key" INTEGER NOT NULL,
  document INTEGER NOT NULL,
  reader INTEGER NOT NULL,
  at TEXT NOT NULL,
  claims INTEGER NOT NULL,
  refused INTEGER NOT NULL,
  latest INTEGER NOT NULL,
  current INTEGER NOT NULL,
  aside_from INTEGER,
  PRIMARY KEY ("key"),
  FOREIGN KEY(document) REFERENCES documents ("key"),
  FOREIGN KEY(reader) REFERENCES readers ("key"),
  FOREIGN KEY(aside_from) REFERENCES readings ("key")
);

CREATE INDEX ix_readings_document ON readings (document);

CREATE TABLE sentences (
  "key" INTEGER NOT NULL,
  document INTEGER NOT NULL,
  start_at INTEGER NOT NULL,
  end_at INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY ("key"),
  UNIQUE (document, start_at, end_at),
  FOREIGN KEY(document) REFERENCES documents ("key")
);

CREATE TABLE entities (
  "key" INTEGER NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  named INTEGER NOT NULL,
  sense TEXT,
  document INTEGER,
  PRIMARY KEY ("key"),
  UNIQUE (id),
  FOREIGN KEY(document) REFERENCES documents ("key")
);

CREATE TABLE sources (
  "key" INTEGER NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  named INTEGER NOT NULL,
  document INTEGER,
  entity INTEGER,
  PRIMARY KEY ("key"),
  UNIQUE (id),
  FOREIGN KEY(document) REFERENCES documents ("key"),
  FOREIGN KEY(entity) REFERENCES entities ("key")
);

CREATE INDEX ix_sources_entity ON sources (entity);

CREATE TABLE claims (
  "key" INTEGER NOT NULL,
  id TEXT NOT NULL,
  reading INTEGER NOT NULL,
  document INTEGER NOT NULL,
  sentence INTEGER NOT NULL,
  type TEXT NOT NULL,
  "trigger" TEXT NOT NULL,
  trigger_start INTEGER NOT NULL,
  trigger_end INTEGER NOT NULL,
  time TEXT,
  time_start INTEGER,
  time_end INTEGER,
  time_value TEXT,
  event_value TEXT,
  event_anchor TEXT,
  event_reason TEXT,
  event_from TEXT,
  event_to TEXT,
  polarity TEXT NOT NULL,
  certainty TEXT NOT NULL,
  realis TEXT NOT NULL,
  score FLOAT NOT NULL,
  person TEXT,
  PRIMARY KEY ("key"),
  CONSTRAINT polarity_is_known CHECK (polarity IN ('affirmed', 'denied')),
  CONSTRAINT certainty_is_known CHECK (certainty IN ('certain', 'probable', 'possible')),
  CONSTRAINT realis_is_known CHECK (realis IN ('actual', 'planned', 'hypothetical', 'general')),
  UNIQUE (reading, id),
  FOREIGN KEY(reading) REFERENCES readings ("key"),
  FOREIGN KEY(document) REFERENCES documents ("key"),
  FOREIGN KEY(sentence) REFERENCES sentences ("key")
);

CREATE INDEX ix_claims_id ON claims (id);

CREATE INDEX claims_in_order ON claims (document, trigger_start);

CREATE INDEX ix_claims_type ON claims (type);

CREATE INDEX claims_by_event ON claims (event_from, event_to);

CREATE INDEX ix_claims_sentence ON claims (sentence);

CREATE TABLE arguments (
  "key" INTEGER NOT NULL,
  claim INTEGER NOT NULL,
  role TEXT NOT NULL,
  text TEXT NOT NULL,
  start_at INTEGER NOT NULL,
  end_at INTEGER NOT NULL,
  name TEXT NOT NULL,
  entity INTEGER NOT NULL,
  PRIMARY KEY ("key"),
  FOREIGN KEY(claim) REFERENCES claims ("key"),
  FOREIGN KEY(entity) REFERENCES entities ("key")
);

CREATE INDEX ix_arguments_claim ON arguments (claim);

CREATE INDEX ix_arguments_entity ON arguments (entity);

CREATE TABLE hops (
  "key" INTEGER NOT NULL,
  claim INTEGER NOT NULL,
  position INTEGER NOT NULL,
  source INTEGER NOT NULL,
  name TEXT NOT NULL,
  mention TEXT,
  mention_start INTEGER,
  mention_end INTEGER,
  cue TEXT,
  cue_start INTEGER,
  cue_end INTEGER,
  PRIMARY KEY ("key"),
  UNIQUE (claim, position),
  FOREIGN KEY(claim) REFERENCES claims ("key"),
  FOREIGN KEY(source) REFERENCES sources ("key")
);

CREATE TABLE corrections (
  number INTEGER NOT NULL,
  document INTEGER NOT NULL,
  decision TEXT NOT NULL,
  claim TEXT,
  "before" TEXT,
  "after" TEXT,
  who TEXT NOT NULL,
  at TEXT NOT NULL,
  why TEXT NOT NULL,
  PRIMARY KEY (number),
  CONSTRAINT decision_is_known CHECK (decision IN ('accepted', 'rejected', 'corrected', 'drawn')),
  FOREIGN KEY(document) REFERENCES documents ("key")
);

CREATE INDEX ix_corrections_document ON corrections (document);

CREATE INDEX ix_hops_source ON hops (source);

CREATE INDEX ix_hops_claim ON hops (claim);

CREATE VIRTUAL TABLE documents_fts USING fts5(title, text, content="documents", content_rowid='key', tokenize='unicode61 remove_diacritics 2');

CREATE TRIGGER documents_fts_add AFTER INSERT ON documents BEGIN INSERT INTO documents_fts(rowid, title, text) VALUES (new.key, new.title, new.text); END;

CREATE TRIGGER documents_fts_drop AFTER DELETE ON documents BEGIN INSERT INTO documents_fts(documents_fts, rowid, title, text) VALUES ('delete', old.key, old.title, old.text); END;

CREATE TRIGGER documents_fts_change AFTER UPDATE OF title, text ON documents BEGIN INSERT INTO documents_fts(documents_fts, rowid, title, text) VALUES ('delete', old.key, old.title, old.text); INSERT INTO documents_fts(rowid, title, text) VALUES (new.key, new.title, new.text); END;

CREATE VIRTUAL TABLE sentences_fts USING fts5(text, content="sentences", content_rowid='key', tokenize='unicode61 remove_diacritics 2');

CREATE TRIGGER sentences_fts_add AFTER INSERT ON sentences BEGIN INSERT INTO sentences_fts(rowid, text) VALUES (new.key, new.text); END;

CREATE TRIGGER sentences_fts_drop AFTER DELETE ON sentences BEGIN INSERT INTO sentences_fts(sentences_fts, rowid, text) VALUES ('delete', old.key, old.text); END;

CREATE TRIGGER sentences_fts_change AFTER UPDATE OF text ON sentences BEGIN INSERT INTO sentences_fts(sentences_fts, rowid, text) VALUES ('delete', old.key, old.text); INSERT INTO sentences_fts(rowid, text) VALUES (new.key, new.text); END;

CREATE VIRTUAL TABLE arguments_fts USING fts5(text, name, content="arguments", content_rowid='key', tokenize='unicode61 remove_diacritics 2');

CREATE TRIGGER arguments_fts_add AFTER INSERT ON arguments BEGIN INSERT INTO arguments_fts(rowid, text, name) VALUES (new.key, new.text, new.name); END;

CREATE TRIGGER arguments_fts_drop AFTER DELETE ON arguments BEGIN INSERT INTO arguments_fts(arguments_fts, rowid, text, name) VALUES ('delete', old.key, old.text, old.name); END;

CREATE TRIGGER arguments_fts_change AFTER UPDATE OF text, name ON arguments BEGIN INSERT INTO arguments_fts(arguments_fts, rowid, text, name) VALUES ('delete', old.key, old.text, old.name); INSERT INTO arguments_fts(rowid, text, name) VALUES (new.key, new.text, new.name); END;

CREATE VIRTUAL TABLE sources_fts USING fts5(name, content="sources", content_rowid='key', tokenize='unicode61 remove_diacritics 2');

CREATE TRIGGER sources_fts_add AFTER INSERT ON sources BEGIN INSERT INTO sources_fts(rowid, name) VALUES (new.key, new.name); END;

CREATE TRIGGER sources_fts_drop AFTER DELETE ON sources BEGIN INSERT INTO sources_fts(sources_fts, rowid, name) VALUES ('delete', old.key, old.name); END;

CREATE TRIGGER sources_fts_change AFTER UPDATE OF name ON sources BEGIN INSERT INTO sources_fts(sources_fts, rowid, name) VALUES ('delete', old.key, old.name); INSERT INTO sources_fts(rowid, name) VALUES (new.key, new.name); END;

CREATE VIRTUAL TABLE entities_fts USING fts5(name, content="entities", content_rowid='key', tokenize='unicode61 remove_diacritics 2');

CREATE TRIGGER entities_fts_add AFTER INSERT ON entities BEGIN INSERT INTO entities_fts(rowid, name) VALUES (new.key, new.name); END;

CREATE TRIGGER entities_fts_drop AFTER DELETE ON entities BEGIN INSERT INTO entities_fts(entities_fts, rowid, name) VALUES ('delete', old.key, old.name); END;

CREATE TRIGGER entities_fts_change AFTER UPDATE OF name ON entities BEGIN INSERT INTO entities_fts(entities_fts, rowid, name) VALUES ('delete', old.key, old.name); INSERT INTO entities_fts(rowid, name) VALUES (new.key, new.name); END;

CREATE TRIGGER history_unchanged BEFORE UPDATE ON history BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;

CREATE TRIGGER history_undeleted BEFORE DELETE ON history BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;

CREATE TRIGGER history_unreplaced BEFORE INSERT ON history WHEN EXISTS (SELECT 1 FROM history WHERE number = new.number OR id = new.id)
BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;

CREATE VIEW claims_read AS
SELECT claims.id, claims.type, (SELECT group_concat(name, '; ') FROM (SELECT name FROM arguments WHERE claim = claims.key AND role = 'agent' ORDER BY key)) AS agent, (SELECT group_concat(name, '; ') FROM (SELECT name FROM arguments WHERE claim = claims.key AND role = 'patient' ORDER BY key)) AS patient, (SELECT group_concat(name, '; ') FROM (SELECT name FROM arguments WHERE claim = claims.key AND role = 'object' ORDER BY key)) AS object,
  (SELECT group_concat(name, '; ') FROM (SELECT name FROM arguments WHERE claim = claims.key AND role = 'guise' ORDER BY key)) AS guise, (SELECT group_concat(name, '; ') FROM (SELECT name FROM arguments WHERE claim = claims.key AND role = 'principal' ORDER BY key)) AS principal, (SELECT group_concat(link, ' > ') FROM (
    SELECT hops.name || CASE sources.named WHEN 1 THEN '' ELSE ' (unnamed)' END AS link
    FROM hops JOIN sources ON sources.key = hops.source WHERE hops.claim = claims.key ORDER BY hops.position)) AS chain,
  claims.polarity, claims.certainty, claims.realis, claims.time, claims.event_from, claims.event_to,
  sentences.text AS sentence, documents.name AS document, documents.title, documents.publisher, documents.published,
  claims.trigger, claims.score, coalesce(claims.person, readers.version) AS reader, documents.id AS document_id, claims.key
FROM claims
JOIN readings ON readings.key = claims.reading AND readings.current
JOIN readers ON readers.key = readings.reader
JOIN documents ON documents.key = claims.document AND documents.current
JOIN sentences ON sentences.key = claims.sentence;

CREATE VIEW documents_read AS
SELECT documents.id, documents.name, documents.title, documents.publisher, documents.published, documents.byline, documents.agency,
  documents.dateline, captures.place, captures.version, documents.current, readings.claims, readers.version AS reader,
  documents.characters, documents.media_type, documents.url, documents.key
FROM documents
JOIN captures ON captures.key = (
  SELECT key FROM captures WHERE document = documents.key ORDER BY current DESC, key DESC LIMIT 1)
LEFT JOIN readings ON readings.document = documents.key AND readings.current
LEFT JOIN readers ON readers.key = readings.reader;

CREATE VIEW sources_read AS
SELECT sources.id, sources.name, sources.named, about.name AS document, count(DISTINCT claims.key) AS claims,
  count(DISTINCT claims.document) AS documents
FROM sources
JOIN hops ON hops.source = sources.key
JOIN claims ON claims.key = hops.claim
JOIN readings ON readings.key = claims.reading AND readings.current
JOIN documents ON documents.key = claims.document AND documents.current
LEFT JOIN documents AS about ON about.key = sources.document
GROUP BY sources.key;

CREATE VIEW entities_read AS
SELECT entities.id, entities.name, entities.named, about.name AS document, count(DISTINCT claims.key) AS claims,
  count(DISTINCT claims.document) AS documents
FROM entities
JOIN arguments ON arguments.entity = entities.key
JOIN claims ON claims.key = arguments.claim
JOIN readings ON readings.key = claims.reading AND readings.current
JOIN documents ON documents.key = claims.document AND documents.current
LEFT JOIN documents AS about ON about.key = entities.document
GROUP BY entities.key;
