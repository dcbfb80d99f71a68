import { Card, type Filled, type HelperFlow, shapeIn, type Value } from '../card.ts';
import * as okta from '../catalogue/okta.ts';
import { profileName } from '../catalogue/okta-profile.ts';
import { connectorOutput, ownInput } from '../field.ts';

/** Read User: the attributes of the profile named are outputs too. */
export const readUser = (title: string, user: Value, attributes: readonly string[]): Card =>
  new Card(okta.readUser, {
    title,
    values: { 'ID or Login': user },
    ownOutputs: attributes.map((key) => ({
      ...connectorOutput('Profile Properties', key, 'string'),
      data: '',
      metadata: { displayname: profileName(key) },
    })),
    connection: 'Okta',
  });

/**
 * List Users with Search, streamed: runs the helper flow once per user, with the user as Record and `state` as State.
 */
export const streamUsers = (
  title: string,
  search: Value,
  helper: HelperFlow,
  state: Readonly<Record<string, Value>>,
): Card => {
  const own = Object.entries(state).map(
    ([key, value]): Filled => ({ field: ownInput(key, shapeIn(value), { group: 'Streaming' }), value }),
  );
  return new Card(okta.streamUsers, {
    title,
    values: { 'Custom Search Criteria': search, Flow: helper },
    own,
    connection: 'Okta',
  });
};
