/** The references that each attribute of Omni has had, by Omni's id: one that is renamed keeps its id. */
export const attributeNames = `
CREATE TABLE connector.attribute_names (
  attribute_id text NOT NULL,
  reference text NOT NULL,
  PRIMARY KEY (attribute_id, reference)
);
`;
