import { outs } from '../../card.ts';
import { callFlow } from '../../cards/calls.ts';
import { construct, get } from '../../cards/objects.ts';
import { createRow } from '../../cards/table-cards.ts';
import { helperFlow } from '../../flow.ts';
import type { Table } from '../../table.ts';
import { configurationFlow } from '../configuration.ts';
import { tryForUser } from '../try-for-user.ts';

export const collected: Table = {
  name: 'Collected Rows',
  description: 'The users of the running push, each with the row that is sent to the connector.',
  columns: { Run: 'str', 'User Name': 'str', Row: 'str' },
};

export const missing: Table = {
  name: 'Missing Users',
  description: 'The users whom the running push has found and could not read: nothing is sent for them.',
  columns: { Run: 'str', 'User ID': 'str' },
};

export const configuration = configurationFlow({ search: 'status eq "ACTIVE"', emptyText: 'clear' });

const NAME = 'Collect User';

export const collectUser = helperFlow(
  NAME,
  'Runs once per user found: keeps the row to push in Collected Rows, or the user in Missing Users.',
  { Record: 'object', State: 'object' },
  (start) => {
    const userId = get('User ID', start.out('Record'), 'ID').out('output');
    const run = get('Run', start.out('State'), 'run').out('output');
    const settings = callFlow('Read Configuration', configuration, { userId });
    const [userName, values] = outs(settings, 'userName', 'values');
    const row = construct('Row', { userName, values });
    const kept = createRow('Keep Row', collected, { Run: run, 'User Name': userName, Row: row.out('output') });
    const tried = tryForUser({
      flow: NAME,
      userId,
      code: 'USER_NOT_COLLECTED',
      shapes: {},
      steps: [settings, row, kept],
      gives: {},
      onLoss: [createRow('Keep Missing', missing, { Run: run, 'User ID': userId })],
    });
    return [userId.card, run.card, tried];
  },
);
