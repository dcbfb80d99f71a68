/** Single calls that were accepted: who asks for the same push after one of them asks for something new. */
export const acceptedCalls = `
CREATE TABLE connector.accepted_calls (
  user_name_key text   NOT NULL,
  named         text[] NOT NULL,
  place_at      bigint NOT NULL,
  place_seq     bigint NOT NULL,
  accepted_at   bigint NOT NULL
);
CREATE INDEX accepted_calls_user ON connector.accepted_calls (user_name_key);
CREATE INDEX accepted_calls_accepted_at ON connector.accepted_calls (accepted_at);
`;
