import { describe, expect, test } from '@jest/globals';
import { abandonCall, beginCall, endIdempotencyLeases, finishCall } from '../../src/store/idempotency.ts';
import { databases, useDatabase } from '../support/databases.ts';

const call = { clientId: 'client', key: 'key', owner: 'first' };
const begin = { ...call, fingerprint: 'body', leaseMs: 60_000, now: 1_000 };
const place = { at: begin.now, seq: expect.any(Number) };
const answer = { status: 200, answer: '{"b":1.0,  "a":"\\u0000é"}\n' };

describe.each(databases)('idempotency keys on %s', (_, open) => {
  const db = useDatabase(open);

  test('the first call runs, and a repetition gets its answer byte for byte', async () => {
    expect(await beginCall(db(), begin)).toEqual({ kind: 'run', resumed: false, place });
    expect(await finishCall(db(), call, answer)).toBe(true);
    expect(await beginCall(db(), { ...begin, owner: 'second', now: 80_000_000 })).toEqual({
      kind: 'replay',
      ...answer,
    });
  });

  test('of many calls at once exactly one runs, and the others are busy', async () => {
    const owners = Array.from({ length: 20 }, (_, i) => `owner ${i}`);
    const kinds = await Promise.all(owners.map(async (owner) => (await beginCall(db(), { ...begin, owner })).kind));
    expect(kinds.filter((kind) => kind === 'run')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'busy')).toHaveLength(19);
  });

  test('another body under the same key is a mismatch, running or done', async () => {
    await beginCall(db(), begin);
    const other = { ...begin, owner: 'second', fingerprint: 'other body', now: 999_999 };
    expect(await beginCall(db(), other)).toEqual({ kind: 'mismatch' });
    await finishCall(db(), call, answer);
    expect(await beginCall(db(), other)).toEqual({ kind: 'mismatch' });
  });

  test('clients do not share keys', async () => {
    await beginCall(db(), begin);
    expect(await beginCall(db(), { ...begin, clientId: 'other' })).toEqual({ kind: 'run', resumed: false, place });
  });

  test('an abandoned call may run again, as if for the first time', async () => {
    await beginCall(db(), begin);
    await abandonCall(db(), call);
    expect(await beginCall(db(), { ...begin, owner: 'second' })).toEqual({ kind: 'run', resumed: false, place });
  });

  test('an abandoned call keeps the place of its first attempt, and another body under its key has its own', async () => {
    const first = await beginCall(db(), begin);
    await abandonCall(db(), call);
    expect(await beginCall(db(), { ...begin, owner: 'second', now: 5_000 })).toEqual(first);
    await abandonCall(db(), { ...call, owner: 'second' });
    const other = await beginCall(db(), { ...begin, owner: 'third', fingerprint: 'other body', now: 6_000 });
    expect(other).toEqual({ kind: 'run', resumed: false, place: { at: 6_000, seq: expect.any(Number) } });
    expect(other).not.toMatchObject({ place: { seq: first.kind === 'run' ? first.place.seq : 0 } });
  });

  test('an attempt that is abandoned ends no doubt about one before it', async () => {
    await beginCall(db(), begin);
    await beginCall(db(), { ...begin, owner: 'second', now: 61_000 });
    await abandonCall(db(), { ...call, owner: 'second' });
    const other = { ...begin, owner: 'third', fingerprint: 'other body', now: 61_001 };
    expect(await beginCall(db(), other)).toEqual({ kind: 'mismatch' });
    expect(await beginCall(db(), { ...begin, owner: 'third', now: 61_001 })).toMatchObject({ resumed: true });
  });

  test('a call whose owner is silent is taken over once its lease has ended, and only the new owner may finish', async () => {
    await beginCall(db(), begin);
    expect(await beginCall(db(), { ...begin, owner: 'second', now: 60_999 })).toEqual({ kind: 'busy' });
    expect(await beginCall(db(), { ...begin, owner: 'second', now: 61_000 })).toEqual({
      kind: 'run',
      resumed: true,
      place,
    });
    expect(await beginCall(db(), { ...begin, owner: 'third', now: 61_000 })).toEqual({ kind: 'busy' });

    await abandonCall(db(), call);
    expect(await finishCall(db(), call, answer)).toBe(false);
    expect(await finishCall(db(), { ...call, owner: 'second' }, answer)).toBe(true);
  });

  test('a call that is taken over keeps the place of its first attempt, and another one has a later place', async () => {
    const first = await beginCall(db(), begin);
    const again = await beginCall(db(), { ...begin, owner: 'second', now: 61_000 });
    expect(again).toEqual({ ...first, resumed: true });
    const other = await beginCall(db(), { ...begin, key: 'other' });
    const seqOf = (begun: typeof first) => (begun.kind === 'run' ? begun.place.seq : 0);
    expect(seqOf(other)).toBeGreaterThan(seqOf(first));
  });

  test('a finished call is neither finished again nor abandoned', async () => {
    await beginCall(db(), begin);
    await finishCall(db(), call, answer);
    expect(await finishCall(db(), call, { status: 500, answer: 'other' })).toBe(false);
    await abandonCall(db(), call);
    expect(await beginCall(db(), begin)).toEqual({ kind: 'replay', ...answer });
  });

  test('when the owners are known to be gone, calls are taken over at once', async () => {
    await beginCall(db(), begin);
    await endIdempotencyLeases(db());
    expect(await beginCall(db(), { ...begin, owner: 'second' })).toEqual({ kind: 'run', resumed: true, place });
  });
});
