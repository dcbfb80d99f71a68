import type { Table } from '../table.ts';

/** Jobs that the flows have started, and what has become of them. */
export const runs: Table = {
  name: 'Runs',
  description: 'Jobs of the connector that these flows started, with their state when it was last looked at.',
  columns: {
    Started: 'str',
    'Job ID': 'str',
    Status: 'str',
    Total: 'dec',
    Changed: 'dec',
    Unchanged: 'dec',
    Failed: 'dec',
    Message: 'str',
    Finished: 'str',
  },
};
