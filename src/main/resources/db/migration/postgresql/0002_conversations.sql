-- One kept answer with what was new in its request: the content of a user.
CREATE TABLE conversation_turns (
  project_id TEXT COLLATE "C" NOT NULL,
  surface TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  previous_id TEXT COLLATE "C",
  state TEXT COLLATE "C" NOT NULL,
  input TEXT COLLATE "C" NOT NULL,
  answer TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  alive_at BIGINT NOT NULL,
  PRIMARY KEY (project_id, surface, id)
);

CREATE INDEX conversation_turns_by_expiry ON conversation_turns (expires_at);
CREATE INDEX conversation_turns_by_age ON conversation_turns (project_id, created_at);

-- Where an item that a caller refers to is kept.
CREATE TABLE conversation_items (
  project_id TEXT COLLATE "C" NOT NULL,
  surface TEXT COLLATE "C" NOT NULL,
  item_id TEXT COLLATE "C" NOT NULL,
  turn_id TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (project_id, surface, item_id, turn_id)
);

CREATE INDEX conversation_items_of_turn ON conversation_items (project_id, surface, turn_id);
