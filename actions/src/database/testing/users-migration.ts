/** A migration with all that a table can have, and three rows. */
export const USERS = `-- class: expand
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE TABLE teams (id int PRIMARY KEY);
INSERT INTO teams VALUES (1), (2);
CREATE TABLE users (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  number serial,
  email text COLLATE "C" NOT NULL DEFAULT 'none' CHECK (email <> ''),
  team int REFERENCES teams (id),
  mood mood DEFAULT 'good',
  "Odd ""name" numeric(10, 2) DEFAULT 1.5,
  twice int GENERATED ALWAYS AS (number * 2) STORED,
  UNIQUE (email)
);
CREATE INDEX users_team ON users (team) WHERE team > 0;
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER noting BEFORE UPDATE OF team ON users FOR EACH ROW EXECUTE FUNCTION note();
CREATE TABLE posts (author bigint REFERENCES users (id), users_number int);
INSERT INTO users (email, team, mood) VALUES ('a', 1, 'bad'), ('b', 2, NULL), ('c', NULL, 'good');
INSERT INTO posts VALUES (1), (2);
`;
