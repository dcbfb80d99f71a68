import { describe, expect, test } from '@jest/globals';
import { lastEnd } from '../../src/apply/incarnation.ts';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { databases } from '../support/databases.ts';

describe('the last run', () => {
  test.each([
    ['unknown', 'embedded', undefined],
    ['stopped', 'embedded', { startedAt: 1, stoppedAt: 2 }],
    ['killed', 'embedded', { startedAt: 1, stoppedAt: null }],
    ['unknown', 'server', undefined],
    ['stopped', 'server', { startedAt: 1, stoppedAt: 2 }],
    // Another replica may have started last and still run.
    ['unknown', 'server', { startedAt: 1, stoppedAt: null }],
  ] as const)('is %s on the %s database by the mark %j', (end, kind, last) => {
    expect(lastEnd(kind, last)).toBe(end);
  });
});

describe.each(databases)('a connector on %s', (_, open) => {
  const start = useConnector(open);
  const mark = ({ logLines }: ConnectorUnderTest) =>
    JSON.parse(logLines.find((line) => line.includes('started on this database')) ?? '{}');

  test('says in the log how it began, and how the last run ended', async () => {
    const first = await start();
    expect(mark(first)).toMatchObject({ began: 'start', lastEnd: 'unknown', lastStartedAt: '', lastStoppedAt: '' });
    await first.connector.close();
    const second = await start({ restored: true });
    expect(mark(second)).toMatchObject({ began: 'restored', lastEnd: 'stopped' });
    expect(Date.parse(mark(second).lastStoppedAt)).toBeGreaterThanOrEqual(Date.parse(mark(second).lastStartedAt));
  });
});
