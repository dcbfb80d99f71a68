import type { Attribute } from '../push/attribute.ts';
import type { Published } from './published.ts';
import type { OmniUser } from './scim.ts';
import type { OmniSession } from './session.ts';
import type { Told } from './withheld.ts';

/**
 * What Omni's descriptions leave open and an instance tells by being read, by name; what it did not tell is not there.
 * docs/doctor.md lists names and values.
 */
export type LearnedFacts = Readonly<Record<string, string>>;

/** How many users are read by id: one may happen to hold nothing. */
const READ_USERS = 3;

const ROUTES: Readonly<Record<string, string>> = {
  createAttributes: 'POST /api/v1/user-attributes',
  selectableValues: 'GET /api/v1/user-attributes/{}/selectable-values',
};
/** Without the names that an instance gives to the parts of its paths. */
const unnamed = (route: string): string => route.replace(/\{[^}]*\}/g, '{}');

function routeFacts(published: Published): LearnedFacts {
  if (!published) return { openApi: 'withheld' };
  const routes = new Set([...published].map(unnamed));
  const facts = Object.entries(ROUTES).map(([fact, route]) => [fact, routes.has(route) ? 'published' : 'missing']);
  return { openApi: 'published', ...Object.fromEntries(facts) };
}

const shows = (users: readonly OmniUser[], whenShown: string, whenNot: string): string | undefined => {
  if (users.length === 0) return undefined;
  return users.some(({ shown }) => shown) ? whenShown : whenNot;
};

function numbersAs(users: readonly OmniUser[], attributes: readonly Attribute[]): string | undefined {
  const numbers = attributes.filter(({ type, system }) => type === 'number' && !system);
  const raw = users.flatMap(({ shown }) => numbers.flatMap(({ reference }) => [shown?.get(reference)].flat()));
  const types = new Set(raw.filter((one) => one !== null && one !== undefined).map((one) => typeof one));
  if (types.size === 0) return undefined;
  return types.size > 1 ? 'both' : types.has('string') ? 'texts' : 'numbers';
}

/** How an attribute without a value is shown. */
function emptyAs(users: readonly OmniUser[], attributes: readonly Attribute[]): string | undefined {
  const own = attributes.filter(({ system, defaultValue }) => !system && defaultValue.length === 0);
  const shown = users.flatMap(({ shown }) =>
    shown ? own.map(({ reference }) => (shown.has(reference) ? shown.get(reference) : 'absent')) : [],
  );
  if (shown.includes(null)) return 'null';
  return shown.includes('absent') ? 'absent' : undefined;
}

/**
 * What users tell, as a list and as reads by id show them.
 *
 * @param read users who were read by id
 */
function userFacts(
  listed: readonly OmniUser[],
  read: readonly OmniUser[],
  attributes: readonly Attribute[],
): LearnedFacts {
  const systemKeys = attributes.filter(({ system }) => system).map(({ reference }) => reference);
  const shown = read.filter((user) => user.shown);
  const hasSystem = shown.some((user) => systemKeys.some((key) => user.shown?.has(key)));
  const facts = {
    listValues: shows(listed, 'carried', 'left out'),
    readValues: shows(read, 'shown', 'left out'),
    numbersAs: numbersAs(read, attributes),
    emptyAs: emptyAs(read, attributes),
    systemValues: shown.length === 0 ? undefined : hasSystem ? 'shown' : 'left out',
    // That a page shows nobody who is inactive proves nothing.
    inactiveUsers: listed.some(({ active }) => !active) ? 'listed' : undefined,
  };
  return Object.fromEntries(
    Object.entries(facts).flatMap(([name, fact]) => (fact === undefined ? [] : [[name, fact]])),
  );
}

const toldFact = (told: Told<unknown>): string => ('withheld' in told ? told.withheld : 'told');

/** Reads what an instance tells of itself, about a dozen requests. Values of users are looked at and not kept. */
export async function learnFacts(omni: OmniSession): Promise<LearnedFacts> {
  const routes = routeFacts(await omni.published());
  const { keyScope } = await omni.identity();
  const attributes = await omni.listAttributes();
  const { users } = await omni.userPage(1);
  const read: OmniUser[] = [];
  for (const { id } of users.filter(({ active }) => active).slice(0, READ_USERS)) {
    const user = await omni.readUser(id);
    if (user) read.push(user);
  }
  return {
    ...routes,
    ...userFacts(users, read, attributes),
    whoami: keyScope === 'unknown' ? 'missing' : 'answers',
    models: toldFact(await omni.modelPage('SHARED', undefined)),
    extensionModels: toldFact(await omni.modelPage('SHARED_EXTENSION', undefined)),
    connections: toldFact(await omni.connections()),
    connectionEnvironments: toldFact(await omni.connectionEnvironments()),
    emailOnlyUsers: (await omni.emailOnlyPage(undefined)) ? 'told' : 'withheld',
  };
}
