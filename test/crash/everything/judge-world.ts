import { sameValue } from '../../../src/push/compare.ts';
import type { Database } from '../../../src/store/database.ts';
import { hasEnded, readJob } from '../../../src/store/jobs.ts';
import { readUserValues } from '../../../src/store/user-values.ts';
import { verifyAudit } from '../../../src/store/verify-audit.ts';
import { type AskedValue, judge, type Played } from '../../order/model.ts';
import { askedByJobs } from '../../order/support/job-answers.ts';
import { countOpen } from '../../order/support/test-database.ts';
import { heldOf, OKTA_REFERENCE, type Record, type Seen } from './record.ts';
import { OKTAS, REFERENCES, SHARED, type World } from './world.ts';

type Key = Pick<AskedValue, 'user' | 'reference' | 'value'>;

const isSame = (one: Key, other: Key): boolean =>
  one.user === other.user && one.reference === other.reference && sameValue(one.value, other.value);

/** What single calls have asked for, with the places that the database gave them. */
async function askedByCalls(database: Database, { asked, repeated }: Record): Promise<AskedValue[]> {
  const calls = await database.query<{ key: string; at: number; seq: number }>(
    'SELECT key, created_at AS at, place_seq AS seq FROM connector.idempotency',
  );
  const places = new Map(calls.map(({ key, at, seq }) => [key, { at, seq }]));
  return [...asked].flatMap(([key, values]) =>
    values.flatMap(({ eventTime, ...one }) => {
      const first = places.get(key);
      const place = first && { at: Math.min(first.at, eventTime ?? first.at), seq: first.seq };
      // What a run that was killed has done, the next one meets as something that was handled before.
      const before = { ...one, place, by: `${key}, before`, told: undefined, toldAt: Number.POSITIVE_INFINITY };
      return repeated.has(key) ? [{ ...one, place }, before] : [{ ...one, place }];
    }),
  );
}

/** Whether Okta has said so, which several may have read. */
const isOfOkta = ({ inOkta }: Record, { user, reference, value }: Key): boolean =>
  reference === OKTA_REFERENCE && inOkta.get(user)?.some((one) => one.value === value[0]) === true;

/**
 * Whose an effect may be: the request does not say it. Most values are asked for once; those of Okta, what an undo
 * brings back, and the value of who holds none, several times. An undo is suspected of nothing that somebody else may
 * have done.
 */
function sendersOf(asked: readonly AskedValue[], one: Seen): AskedValue[] {
  const all = asked.filter((wish) => isSame(wish, one) && wish.acceptedAt <= one.step);
  const others = all.filter(({ undoes }) => undoes === undefined);
  return others.length > 0 ? others : all;
}

/** Later than every other one. */
const LAST = { at: Number.MAX_SAFE_INTEGER, seq: 0 };

/** What `sync-user` may have read in Okta: the call does not say it, and `unheard` judges it. */
const askedByOkta = ({ omni, record }: World): AskedValue[] =>
  OKTAS.flatMap((userName) => {
    const user = omni.findUser(userName)?.id ?? '';
    return (record.inOkta.get(user) ?? []).map(({ step, value }) => ({
      by: 'sync-user',
      user,
      reference: OKTA_REFERENCE,
      value: [value],
      place: LAST,
      acceptedAt: step,
      told: undefined,
      toldAt: Number.POSITIVE_INFINITY,
    }));
  });

/** All that happened, as the one order judges it. */
async function playedIn(world: World, database: Database): Promise<Played> {
  const { omni, record } = world;
  const users = new Map([...SHARED, ...OKTAS].map((name) => [name, omni.findUser(name)?.id ?? '']));
  const jobs = await askedByJobs(database, record.begun, record.step(), users);
  const all = [...(await askedByCalls(database, record)), ...jobs, ...askedByOkta(world)];
  const isAlone = (one: AskedValue): boolean =>
    !isOfOkta(record, one) && all.filter((other) => isSame(one, other)).length === 1;
  const asked = all.map((one) => (one.isRow && !isAlone(one) ? { ...one, isRow: false } : one));
  const effects = record.seen.flatMap((one) => {
    const senders = sendersOf(asked, one).map(({ by }) => by);
    return (senders.length === 0 ? ['nobody'] : senders).map((by) => ({ ...one, by, shownAt: 0 }));
  });
  const began = [...users.values()].flatMap((user) =>
    REFERENCES.map((reference) => ({ step: 0, user, reference, value: [], by: '', shownAt: 0 })),
  );
  const { intents, rows } = await countOpen(database);
  return {
    asked,
    effects: [...began, ...effects],
    sent: effects.map(({ by, user, reference }) => ({ by, user, references: [reference] })),
    ignored: [],
    strays: [],
    known: await readUserValues(database, [...users.values()]),
    shows: true,
    hasDefault: false,
    openIntents: intents,
    openRows: rows,
  };
}

/** Values that came to Omni and that nobody has asked for. */
function unasked({ record }: World, { asked }: Played): string[] {
  return record.seen
    .filter((one) => !asked.some((wish) => isSame(wish, one)) && !isOfOkta(record, one))
    .map(({ user, reference, value }) => `nobody has asked for [${value}] as ${reference} of ${user}`);
}

/** What Okta was heard to say of those whom nobody else asks for. */
function unheard({ omni, record }: World): string[] {
  return OKTAS.flatMap((userName) => {
    const said = record.inOkta.get(omni.findUser(userName)?.id ?? '') ?? [];
    const told = said.findLastIndex(({ isTold }) => isTold);
    const [held] = heldOf(omni, userName, OKTA_REFERENCE);
    const isRight = told < 0 || said.slice(told).some(({ value }) => value === held);
    return isRight ? [] : [`${userName} holds ${held}, and ${said[told]?.value} was told of them`];
  });
}

/** Jobs whose id was answered. */
async function notEnded({ record }: World, database: Database): Promise<string[]> {
  const jobs = await Promise.all([...record.jobs].map(async (id) => [id, await readJob(database, id)] as const));
  return jobs
    .filter(([, job]) => !job || !hasEnded(job))
    .map(([id, job]) => `the job ${id} is ${job ? `${job.status} ${job.causeCode}: ${job.message}` : 'gone'}`);
}

/** Everything that is not as it should be once all has come to rest; empty: all is well. */
export async function judgeWorld(world: World): Promise<string[]> {
  const { record, store } = world;
  const database = await store.open();
  try {
    const played = await playedIn(world, database);
    const calls = await database.query<{ key: string }>(
      `SELECT key FROM connector.idempotency WHERE state = 'running' AND lease_until > connector.now_ms(NULL)`,
    );
    const audit = await verifyAudit(database);
    return [
      ...record.odd,
      ...judge(played),
      ...unasked(world, played),
      ...unheard(world),
      ...(await notEnded(world, database)),
      ...[...record.claims.values()].map((look) => look()).filter((problem) => problem !== ''),
      ...calls.map(({ key }) => `the call ${key} still runs`),
      ...(audit.ok ? [] : [`the audit log is broken: ${JSON.stringify(audit)}`]),
    ];
  } finally {
    await database.close();
  }
}
