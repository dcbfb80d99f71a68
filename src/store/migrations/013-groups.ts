/** What a policy asks of groups. What a job has read belongs to that job alone, as with users. */
export const groups = `
-- What a job has found in Okta while it collected: when it began, which rules cannot be followed, what it has left alone.
ALTER TABLE connector.jobs ADD COLUMN collected json NOT NULL DEFAULT '{}';
-- By reference: what the policy wants of the user and why; empty without a policy.
ALTER TABLE connector.job_okta_users ADD COLUMN wants json NOT NULL DEFAULT '{}';

CREATE TABLE connector.job_okta_groups (
  job_id   uuid NOT NULL REFERENCES connector.jobs ON DELETE CASCADE,
  group_id text COLLATE "C" NOT NULL,
  name     text NOT NULL,
  -- Whether its members are all read; Okta may refuse to show them, or have the group no longer.
  members  text NOT NULL DEFAULT 'unread' CHECK (members IN ('unread', 'read', 'refused', 'gone')),
  PRIMARY KEY (job_id, group_id)
);
CREATE TABLE connector.job_okta_group_members (
  job_id       uuid NOT NULL,
  group_id     text COLLATE "C" NOT NULL,
  okta_user_id text NOT NULL,
  PRIMARY KEY (job_id, okta_user_id, group_id),
  FOREIGN KEY (job_id, group_id) REFERENCES connector.job_okta_groups ON DELETE CASCADE
);
CREATE INDEX job_okta_group_members_group ON connector.job_okta_group_members (job_id, group_id);

-- The groups that a policy names and their members, as they were last read whole: whom a change of a group is about,
-- also when Okta no longer has the group. No value is decided by it.
CREATE TABLE connector.okta_groups (
  id      text   PRIMARY KEY,
  name    text   NOT NULL,
  -- When the reading of the groups began.
  seen_at bigint NOT NULL
);
CREATE TABLE connector.okta_group_members (
  group_id     text   NOT NULL REFERENCES connector.okta_groups ON DELETE CASCADE,
  okta_user_id text   NOT NULL,
  seen_at      bigint NOT NULL,
  PRIMARY KEY (group_id, okta_user_id)
);
`;
