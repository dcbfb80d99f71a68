import { beforeEach, describe, expect, test } from '@jest/globals';
import { LeaseLost } from '../../src/apply/lease.ts';
import type { Wish } from '../../src/apply/wish.ts';
import { writeWish } from '../../src/apply/write-wish.ts';
import { ConnectorError } from '../../src/errors/connector-error.ts';
import { UncertainOutcome } from '../../src/omni/requester.ts';
import { clearLeases } from '../../src/store/leases.ts';
import { closeIntent } from '../../src/store/write-intents.ts';
import { useWriter } from './use-writer.ts';

const { db, omni, context, hold, wishFor, written, kept, audited, noted } = useWriter();

/** Writes a region. */
async function write(more: Partial<Wish> = {}) {
  const lease = await hold();
  return await writeWish(context(), lease, wishFor({ region: ['apac'] }, more));
}
const isOpen = async () => (await noted()).map(({ notedForMs }) => (notedForMs === null ? 'begun' : 'in doubt'));
const thrower = (error: Error) => () => {
  throw error;
};
const refusal = new ConnectorError('OMNI_REFUSED', { detail: 'no' });

describe('a write that Omni has refused', () => {
  beforeEach(() => {
    omni().onPatch = thrower(refusal);
  });

  test('is told so, is open no more, and left nothing', async () => {
    await written(4, 'region', ['emea']);
    await expect(write()).rejects.toBe(refusal);
    expect([await isOpen(), await audited()]).toEqual([[], []]);
    expect(await kept('region')).toMatchObject({ wished: ['emea'], held: ['emea'] });
  });

  test('stays open where somebody repeats it under a later lease', async () => {
    omni().onPatch = async () => {
      await db().query('UPDATE connector.write_intents SET fence = fence + 1');
      throw refusal;
    };
    await expect(write()).rejects.toBe(refusal);
    expect(await isOpen()).toEqual(['begun']);
  });

  test('stays in doubt where an earlier try of it may have had its effect', async () => {
    omni().onPatch = thrower(new Error('cut off'));
    const id = crypto.randomUUID();
    await expect(write({ id })).rejects.toThrow('cut off');
    await clearLeases(db());
    omni().onPatch = thrower(refusal);
    const failed = await write({ id }).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'OMNI_WRITE_UNCERTAIN', cause: refusal });
    expect(await isOpen()).toEqual(['in doubt']);
    expect(await audited()).toMatchObject([{ reference: 'region', outcome: 'interrupted' }]);
  });
});

describe('a write that nobody can tell of', () => {
  beforeEach(() => {
    omni().onPatch = () => {
      omni().onRead = thrower(new ConnectorError('OMNI_UNREACHABLE', { problem: 'no answer' }));
      throw new UncertainOutcome('no answer');
    };
  });

  test('is told so, stays open, and is in the audit log; what was remembered is in doubt', async () => {
    await written(4, 'region', ['emea']);
    await expect(write()).rejects.toMatchObject({ code: 'OMNI_WRITE_UNCERTAIN' });
    expect(await isOpen()).toEqual(['in doubt']);
    expect(await audited()).toMatchObject([{ reference: 'region', after: '["apac"]', outcome: 'interrupted' }]);
    expect(await kept('region')).toMatchObject({ wished: ['emea'], held: undefined });
  });
});

describe('a write whose lease was lost when it had left', () => {
  test('may have been sent, and is open, also where somebody has settled it before it left', async () => {
    omni().onPatch = async (_patch, done) => {
      const [open] = await noted();
      await closeIntent(db(), open?.id ?? '');
      await clearLeases(db());
      done();
    };
    const failed = await write().catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(LeaseLost);
    expect(failed).toMatchObject({ mayBeSent: true });
    expect(await noted()).toMatchObject([{ changes: [{ reference: 'region', after: ['apac'] }], notedForMs: null }]);
    expect(await audited()).toEqual([]);
  });
});

test('a write whose lease was lost before it was claimed has sent nothing', async () => {
  omni().onRead = () => clearLeases(db());
  const failed = await write().catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(LeaseLost);
  expect(failed).toMatchObject({ mayBeSent: false });
  expect([omni().patches, await noted()]).toEqual([[], []]);
});

test.each([
  ['the database is away', new ConnectorError('STORE_UNAVAILABLE')],
  ['of something nobody has foreseen', new Error('a fault')],
])('a write that was sent and cannot be recorded because %s stays open as it is', async (_why, error) => {
  await expect(write({ settle: thrower(error) })).rejects.toBe(error);
  expect([omni().patches, await isOpen(), await audited()]).toEqual([[{ region: 'apac' }], ['begun'], []]);
});
