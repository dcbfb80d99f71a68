import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import axios, { isAxiosError } from 'axios';
import { REFUSALS, toldByCall } from '../../order/support/told-by-call.ts';
import type { AskedByCall } from './record.ts';
import { HOOK_SECRET, type World } from './world.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely; the schemas are checked elsewhere
type Body = any;

/** Far longer than anything takes that is not stuck. */
const TRIES = 1_200;
const PAUSE_MS = 100;
/** Where the connector itself says that a repetition may do, so many are enough. */
const REPETITIONS = 20;

export interface Answered {
  readonly status: number;
  readonly body: Body;
}

/** Sends once. @returns undefined when nothing came back */
async function send(url: string, body: object, headers: object): Promise<Answered | undefined> {
  try {
    const { status, data } = await axios.post(url, body, { headers, validateStatus: () => true, timeout: 90_000 });
    return { status, body: data };
  } catch (thrown) {
    if (isAxiosError(thrown)) return undefined;
    throw thrown;
  }
}

/** Whether an answer says that the very same call may do later, whatever becomes of it. */
const isBusy = ({ status, body }: Answered): boolean =>
  status === 503 || body?.code === 'IDEMPOTENCY_KEY_BUSY' || body?.code === 'STOPPING';

const saidBy = ({ status, body }: Answered): string => (status < 300 ? `${status}` : `${status} ${body?.code}`);

function count(counts: Map<string, number>, answer: Answered, what = ''): void {
  const said = `${what}${saidBy(answer)}`;
  counts.set(said, (counts.get(said) ?? 0) + 1);
}

/** Sends a call again and again under its key until it is answered, also over several lives of the connector. */
async function insist(world: World, action: string, body: object, key: string): Promise<Answered | undefined> {
  const { record } = world;
  record.begun.set(key, record.step());
  for (let tried = 0, repeated = 0; tried < TRIES; tried += 1) {
    if (tried > 0) record.repeated.add(key);
    const headers = { authorization: `Bearer ${await world.token()}`, 'idempotency-key': key, 'x-request-id': key };
    const answer = await send(`${world.url}/v1/actions/${action}`, body, headers);
    if (answer && !isBusy(answer)) {
      if (answer.body?.retryable !== true) return answer;
      repeated += 1;
      if (repeated > REPETITIONS) return answer;
    }
    if (answer) count(record.busy, answer);
    await delay(PAUSE_MS);
  }
  record.odd.push(`${action} ${key} was never answered`);
  return undefined;
}

/** What a caller may do wrong here, or what has changed meanwhile; anything else is noted. */
const isForeseen = ({ status }: Answered): boolean => [200, 202, 404, 409, 422, 429, 502, 504].includes(status);

/**
 * Calls an action until it is answered, under a key of its own.
 *
 * @param values what is asked for, of a call that asks for a single user's values
 * @returns undefined: nobody knows what became of it, which is noted
 */
export async function ask(
  world: World,
  action: string,
  body: object,
  values: readonly Omit<AskedByCall, 'by' | 'acceptedAt' | 'told' | 'toldAt'>[] = [],
): Promise<Answered | undefined> {
  const { record } = world;
  const key = randomUUID();
  const common = { by: key, acceptedAt: record.step(), told: undefined, toldAt: Number.POSITIVE_INFINITY };
  if (values.length > 0)
    record.asked.set(
      key,
      values.map((one) => ({ ...one, ...common })),
    );
  const answer = await insist(world, action, body, key);
  if (!answer) return undefined;
  count(record.answers, answer, `${action} `);
  if (!isForeseen(answer)) record.odd.push(`${action} was answered with ${saidBy(answer)}: ${answer.body?.message}`);
  const toldAt = record.step();
  const toldOf = (reference: string): AskedByCall['told'] => {
    if (answer.status >= 300) return REFUSALS.includes(answer.body?.code) ? 'refused' : undefined;
    return answer.body.jobId === '' ? toldByCall(answer.body, reference) : undefined;
  };
  const asked = record.asked.get(key);
  if (asked)
    record.asked.set(
      key,
      asked.map((one) => ({ ...one, told: toldOf(one.reference), toldAt })),
    );
  if (answer.status < 300 && answer.body.jobId) record.jobs.add(answer.body.jobId);
  return answer;
}

/** Delivers an event of Okta until it is taken. @returns whether it was */
export async function deliver(world: World, oktaUserId: string): Promise<boolean> {
  const event = {
    uuid: randomUUID(),
    eventType: 'user.account.update_profile',
    outcome: { result: 'SUCCESS' },
    target: [{ type: 'User', id: oktaUserId }],
  };
  const delivery = { eventType: 'com.okta.event_hook', data: { events: [event] } };
  for (let tried = 0; tried < TRIES; tried += 1) {
    const answer = await send(`${world.url}/v1/hooks/okta`, delivery, { authorization: HOOK_SECRET });
    if (answer?.status === 204) return true;
    if (answer && answer.status !== 503) world.record.odd.push(`a delivery was answered with ${answer.status}`);
    await delay(PAUSE_MS);
  }
  world.record.odd.push('a delivery was never taken');
  return false;
}
