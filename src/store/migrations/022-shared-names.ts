/** Names in Omni by which Okta was seen to assign two people at once: what either is to hold is written to nobody. */
export const sharedNames = `
CREATE TABLE connector.shared_names (
  user_name_key text COLLATE "C" NOT NULL,
  okta_user_id  text COLLATE "C" NOT NULL,
  PRIMARY KEY (user_name_key, okta_user_id)
);
CREATE INDEX shared_names_user ON connector.shared_names (okta_user_id);
`;
