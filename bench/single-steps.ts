import { randomUUID } from 'node:crypto';
import type { Request } from 'express';
import { createAuthorizationServer } from '../local/okta/authorization-server.ts';
import { SCOPES } from '../src/actions/action.ts';
import { createTokenGuard } from '../src/auth/token-guard.ts';
import { systemClock } from '../src/base/clock.ts';
import { readJson } from '../src/http/json-text.ts';
import { objectOf } from '../src/http/read-body.ts';
import { validatorOf } from '../src/schema/validator.ts';
import { answerParent } from './child-process.ts';
import { median } from './load.ts';

/** Microseconds of single steps of a call. */
export interface SingleSteps {
  readonly tokenFirstSight: number;
  readonly tokenCached: number;
  readonly oneInput: number;
  readonly bigBodyBytes: number;
  readonly bigBodyParsed: number;
  readonly bigBodyKeysChecked: number;
  readonly bigBodyValidated: number;
}

const AUDIENCE = 'api://omni-connector';
const ROUNDS = 9;
const TOKENS_PER_ROUND = 100;
const ROWS = 10_000;
const SAMPLE = { userName: 'analyst.one@acme.example', values: { blob_entity: 'emea', seat_count: '25' } };

/** The median of several rounds, in microseconds per repeat. */
async function micros(repeats: number, work: (index: number) => unknown): Promise<number> {
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const started = performance.now();
    for (let index = 0; index < repeats; index += 1) await work(round * repeats + index);
    rounds.push(((performance.now() - started) * 1_000) / repeats);
  }
  return median(rounds);
}

async function tokenChecks() {
  const client = { id: randomUUID(), secret: randomUUID(), scopes: [...SCOPES] };
  const okta = await createAuthorizationServer({ audience: AUDIENCE, scopes: [...SCOPES], clients: [client] });
  const issuer = await okta.listen();
  const tokens = await Promise.all(Array.from({ length: ROUNDS * TOKENS_PER_ROUND }, () => okta.signToken()));
  const guard = createTokenGuard({ issuer, audience: AUDIENCE, clientIds: [], clock: systemClock });
  await guard.start();
  const check = (token = '') => guard.check(`Bearer ${token}`, 1);
  const tokenFirstSight = await micros(TOKENS_PER_ROUND, (index) => check(tokens[index]));
  const [token] = tokens;
  await check(token);
  const tokenCached = await micros(10_000, () => check(token));
  guard.stop();
  await okta.close();
  return { tokenFirstSight, tokenCached };
}

/** What a body of many rows blocks the event loop for, each row being an input of set-user-values. */
async function bigBody(validate: (row: unknown) => boolean) {
  const rows = Array.from({ length: ROWS }, (_, index) => ({
    ...SAMPLE,
    userName: `analyst.${index}@acme.example`,
  }));
  const text = JSON.stringify({ rows });
  const bytes = Buffer.from(text);
  const body: { rows: unknown[] } = JSON.parse(text);
  return {
    bigBodyBytes: text.length,
    bigBodyParsed: await micros(1, () => readJson(bytes, 20)),
    bigBodyKeysChecked: await micros(1, () => objectOf({ body } as Request)),
    bigBodyValidated: await micros(1, () => {
      if (!body.rows.every(validate)) throw new Error('a row is not valid');
    }),
  };
}

const validate = validatorOf('set-user-values.input.json');
const measured: SingleSteps = {
  ...(await tokenChecks()),
  oneInput: await micros(50_000, () => validate(SAMPLE)),
  ...(await bigBody(validate)),
};
answerParent(measured);
