import { beforeAll, describe, expect, test } from '@jest/globals';
import { LATE_MS } from '../../src/store/shown-late.ts';
import { doubtUserValues, seeUserValues, valuesOfUser } from '../../src/store/user-values.ts';
import { databases, useDatabase } from '../support/databases.ts';
import { moveValues } from '../support/move-values.ts';
import { setClock } from '../support/set-clock.ts';

const NOW = 1_700_000_000_000;
const ID = 'id-1';
const value = (asked: string, held?: string[]) => ({ reference: 'region', wished: [asked], held, sent: true });

/**
 * What is known of a value that was sent and not seen since, and whether another one that is shown may be of before.
 */
const KNOWN: readonly (readonly [what: string, known: Readonly<Record<string, unknown>>, isHidden: boolean])[] = [
  ['a moment ago', {}, true],
  ['as long ago as it may be on its way', { changed_at: NOW - LATE_MS + 1 }, true],
  ['longer ago', { changed_at: NOW - LATE_MS }, false],
  ['and forgotten with its attribute', { read_at: null }, false],
  ['and was seen before somebody doubted it', { held: '["sent"]' }, false],
  ['by a version that kept no wishes', { wished: null }, false],
];

describe.each(databases)('where Omni may show late what was sent, on %s', (_, open) => {
  const db = useDatabase(open);
  beforeAll(() => setClock(db(), `${NOW}`));

  const known = async () => (await valuesOfUser(db(), ID)).get('region');
  /** @param times left out: it was sent now, and nobody has looked since */
  async function send(times: Readonly<Record<string, unknown>> = {}): Promise<void> {
    await moveValues(db(), ID, { at: 1, seq: 1 }, [value('sent')]);
    for (const [column, held] of Object.entries(times)) {
      await db().query(`UPDATE connector.user_values SET ${column} = $1`, [held]);
    }
  }

  describe.each(KNOWN)('a value was sent %s', (_what, times, isHidden) => {
    test(`a look that shows another one is ${isHidden ? 'not believed' : 'believed'}`, async () => {
      await send(times);
      // What a look has found is as old as the moment before it.
      const look = NOW + 1;
      expect(await seeUserValues(db(), ID, new Map([['region', ['before']]]), look)).toBe(!isHidden);
      expect((await known())?.held).toEqual(isHidden ? undefined : ['before']);
    });

    test(`another one that was written since and is shown is ${isHidden ? 'in doubt' : 'known'}`, async () => {
      await send(times);
      await moveValues(db(), ID, { at: 2, seq: 2 }, [value('next', ['next'])]);
      expect(await known()).toMatchObject({
        wished: ['next'],
        held: isHidden ? undefined : ['next'],
        isUnseen: isHidden,
      });
    });
  });

  test('that value itself is believed', async () => {
    await send();
    expect(await seeUserValues(db(), ID, new Map([['region', ['sent']]]), NOW + 1)).toBe(true);
    await send();
    await moveValues(db(), ID, { at: 2, seq: 2 }, [value('sent', ['sent'])]);
    expect(await known()).toMatchObject({ held: ['sent'] });
  });

  test('a look of the moment of the last change counts, and one of before it does not', async () => {
    await moveValues(db(), ID, { at: 1, seq: 1 }, [value('sent', ['sent'])]);
    expect(await known()).toMatchObject({ changedAt: NOW });
    expect(await seeUserValues(db(), ID, new Map([['region', ['by hand']]]), NOW - 1)).toBe(false);
    expect(await seeUserValues(db(), ID, new Map([['region', ['by hand']]]), NOW)).toBe(true);
  });

  test('what nobody knows was not sent, also where somebody doubts all of the user', async () => {
    await send({ read_at: null });
    await doubtUserValues(db(), ID);
    expect(await known()).toMatchObject({ readAt: null, isUnseen: false });
  });
});
