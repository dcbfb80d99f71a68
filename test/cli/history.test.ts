import { describe, expect, test } from '@jest/globals';
import { useCommandWorld } from './push-set-up.ts';
import { runCommand } from './run-command.ts';

const world = useCommandWorld();
const ANA = 'ana@acme.example';
const history = (...options: string[]) => runCommand(['history', ...options], world().remote);

describe('history', () => {
  test('tells what was written to a user and what they held, as a table, as CSV and as JSON', async () => {
    const path = world().file('one.csv', `userName,blob_entity\n${ANA},=north\n`);
    expect((await runCommand(['push', path, '--yes'], world().remote)).code).toBe(0);

    const { changes } = JSON.parse((await history(ANA, '--json')).output);
    expect(changes[0]).toMatchObject({
      userName: ANA,
      reference: 'blob_entity',
      after: '=north',
    });
    const table = await history(ANA);
    expect(table.code).toBe(0);
    expect(table.output).toContain('=north');
    const csv = (await history(ANA, '--csv', '--reference', 'blob_entity')).output.split('\n');
    expect(csv[0]).toBe('at,userName,reference,before,after,outcome,widens,by,action,requestId,jobId');
    expect(csv[1]).toContain(`${ANA},blob_entity,north,'=north,`);

    const now = new Date().toISOString();
    const at = JSON.parse((await history(ANA, '--at', now, '--json')).output);
    expect(at.values).toMatchObject({ blob_entity: '=north' });
    expect((await history(ANA, '--at', now, '--csv')).output).toContain("blob_entity,'=north,true,");
  });

  test('says so where there is nothing, and refuses what is no time', async () => {
    const before = await history(ANA, '--until', '2001-01-01T00:00:00Z');
    expect([before.code, before.output]).toEqual([0, '']);
    expect(before.errors).toContain(`has written nothing to ${ANA} that fits`);
    const unknown = await history('nobody@acme.example', '--at', '2026-11-03T00:00:00Z');
    expect(unknown.code).toBe(1);
    expect(unknown.errors).toContain('has never written to nobody@acme.example');
    const odd = await history(ANA, '--at', 'yesterday');
    expect(odd.code).toBe(1);
    expect(odd.errors).toContain("argument 'yesterday' is invalid. It is a day, a time and its zone");
  });
});
