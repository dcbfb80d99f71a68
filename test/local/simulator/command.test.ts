import { describe, expect, test } from '@jest/globals';
import { runProcess } from '../../cli/start-command.ts';

describe('flows list', () => {
  test('shows every pack, its flows and what starts them', async () => {
    const { code, output } = await runProcess(['flows', 'list']);
    expect(code).toBe(0);
    expect(output).toMatch(/nightly_push +│ Nightly Push +│ by the clock/);
    expect(output).toMatch(/Push When Assigned +│ User Assigned to Application/);
  });
});

describe('flows run', () => {
  test('shows what each card did, the tables at the end, and ends with 0', async () => {
    const event = '{"Okta User":{"ID":"planner.01@acme.example"}}';
    const { code, output } = await runProcess(['flows', 'run', 'push_on_profile_change', '--event', event]);
    expect(output).toContain('in   ID or Login="planner.01@acme.example"');
    expect(output).toMatch(/Call Connector › Call › Ask the Connector\n.*\n.*out {2}Status Code=200/);
    expect(output).toContain('Push on Profile Change: done');
    expect(output).toContain('Table Connector Errors: empty');
    expect(code).toBe(0);
  });

  test('ends with 1 when a call failed, and shows the row', async () => {
    const input = '{"action":"read-user","body":{}}';
    const { code, output } = await runProcess(['flows', 'run', 'call_any_action', '--input', input]);
    expect(output).toContain('ERROR HTTP Request Error');
    expect(output).toMatch(/Table Connector Errors\n[\s\S]*BODY_INVALID/);
    expect(code).toBe(1);
  });

  test.each([
    [['run', 'paint_users'], 'There is no pack paint_users; there are: call_any_action'],
    [['run', 'nightly_push', '--flow', 'Paint'], 'The pack has no flow Paint; it has: Nightly Push'],
    [['run', 'nightly_push', '--set', 'search'], 'It is key=value.'],
    [['run', 'nightly_push', '--input', '{'], 'It is JSON'],
  ])('%j says what is wrong', async (args, wanted) => {
    const { code, errors } = await runProcess(['flows', ...args]);
    expect(errors).toContain(wanted);
    expect(code).toBe(1);
  });
});
