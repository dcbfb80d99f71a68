import type { Output, Step } from '../../card.ts';
import { now } from '../../cards/other-cards.ts';
import { updateRow } from '../../cards/table-cards.ts';
import type { Table } from '../../table.ts';
import { runs } from '../runs.ts';

/** The status of a night that has not come to its end; those of jobs are the connector's. */
export const OPEN = 'open';

/** Nights, and the jobs of each. `Run` is the id of the execution that began the night. */
export const nights: Table = {
  ...runs,
  description:
    'One row per night: Total is how many users were found, Missing how many of them could not be read. Then one per batch: its job, with the state when it was last looked at.',
  columns: { Run: 'str', ...runs.columns, Missing: 'dec' },
};

/** Writes how a night has ended into its row. */
export function closeNight(title: string, night: Output, status: 'ended' | 'stopped', message: string): Step {
  const time = now(`${title}: Time`);
  const ended = { Status: status, Message: message, Finished: time.out('iso') };
  return [time, updateRow(title, nights, night, ended)];
}
