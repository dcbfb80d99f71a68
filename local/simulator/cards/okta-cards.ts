import { filter, parse } from 'scim2-parse-filter';
import { CardError } from '../card-error.ts';
import { gives, helperId, input, text } from '../card-tools.ts';
import { FlowDefect } from '../flow-defect.ts';
import { startFrom } from '../helper-start.ts';
import type { DirectoryUser, OktaDirectory } from '../okta-directory.ts';
import { titleOf } from '../pack.ts';
import type { CardCall, CardRun } from '../simulation.ts';
import type { Value, ValueObject } from '../value.ts';

function directory({ card, frame }: CardCall): OktaDirectory {
  const { okta } = frame.simulation;
  if (!okta)
    throw new FlowDefect({ flow: frame.execution.flow, card: titleOf(card) }, 'the simulator was given no Okta.');
  return okta;
}

const timestamp = (at: number): string => new Date(at).toISOString();

const system = ({ id, status, created, lastUpdated }: DirectoryUser): ValueObject => ({
  ID: id,
  Status: status,
  Created: timestamp(created),
  'Last Updated': timestamp(lastUpdated),
});

/** Okta counts requests by the minute, so a full one is over after that. */
const FULL_MS = 60_000;

/** Asks Okta, and asks again after a minute where it was full. @throws CardError */
async function patiently<T>({ frame }: CardCall, ask: () => T): Promise<T> {
  const { simulation, execution } = frame;
  try {
    return ask();
  } catch (thrown) {
    const isFull = thrown instanceof CardError && thrown.details.statusCode === 429;
    if (!isFull || simulation.switches.oktaFull === 'fails') throw thrown;
    await simulation.pause(execution, FULL_MS);
    return ask();
  }
}

/** Outputs of Read User that the org has nothing for are null. */
const readUser: CardRun = async (call) => {
  const asked = text(call, 'ID or Login');
  const user = asked === '' ? undefined : await patiently(call, () => directory(call).find(asked));
  if (!user) {
    const body = { errorCode: 'E0000007', errorSummary: 'Not found: Resource not found (User)' };
    throw new CardError({ kind: 'HTTP Request Error', message: body.errorSummary, statusCode: 404, body });
  }
  const profile = user.profile as ValueObject;
  return {
    outputs: ({ group, key }) => (group === 'Profile Properties' ? profile[key] : system(user)[key]) ?? null,
  };
};

/** What the console calls the attributes of a profile in a record. */
const RECORD_NAMES: Readonly<Record<string, string>> = {
  'First Name': 'firstName',
  'Last Name': 'lastName',
  'Mobile Phone': 'mobilePhone',
  'Second Email': 'secondEmail',
  Login: 'login',
  Email: 'email',
};

const recordOf = (user: DirectoryUser): ValueObject => {
  const profile = user.profile as ValueObject;
  const named = Object.entries(RECORD_NAMES).map(([name, key]): [string, Value] => [name, profile[key] ?? null]);
  return { ...system(user), ...Object.fromEntries(named) };
};

function searched(call: CardCall): DirectoryUser[] {
  const criteria = text(call, 'Custom Search Criteria');
  const users = directory(call).all();
  if (criteria === '') return [...users];
  let matches: (user: DirectoryUser) => boolean;
  try {
    matches = filter(parse(criteria));
  } catch {
    throw new CardError({ kind: 'HTTP Request Error', statusCode: 400, message: 'The search criteria are not valid.' });
  }
  return users.filter(matches);
}

/** Streams: one run of the helper flow per user, one after the other; a run that fails does not stop the others. */
const listUsers: CardRun = async (call) => {
  const { card, frame } = call;
  const { simulation, execution } = frame;
  const place = { flow: execution.flow, card: titleOf(card) };
  if (input(call, 'resultSet') !== 'Stream Matching Records') {
    throw new FlowDefect({ ...place, field: 'resultSet' }, 'the simulator knows Stream Matching Records only.');
  }
  const flow = simulation.flow(helperId(call, 'Flow', 'Streaming'));
  const streamed = [...call.inputs].filter(([{ group, key }]) => group === 'Streaming' && key !== 'Flow');
  const State: ValueObject = Object.fromEntries(streamed.map(([{ key }, value]) => [key, value]));
  const users = searched(call);
  for (const [index, user] of users.entries()) {
    try {
      await simulation.call(flow, startFrom(call, flow, { Record: recordOf(user), State }, index), execution);
    } catch (thrown) {
      if (!(thrown instanceof CardError)) throw thrown;
    }
  }
  return gives({ 'Records Streamed': users.length });
};

/** The card of an event hands out what Okta has sent. */
const started: CardRun = ({ frame }) => ({ outputs: frame.start });

export const oktaCards: Readonly<Record<string, CardRun>> = {
  'okta:oktaUserProfileUpdated': started,
  'okta:userAddedToApplicationMembership': started,
  'okta:userRemovedFromApplicationMembership': started,
  'okta:userDeactivated': started,
  'okta:userAddedToGroupMembership': started,
  'okta:userRemovedFromGroupMembership': started,
  'okta:readUser': readUser,
  'okta:listUsersWithSearch': listUsers,
};
