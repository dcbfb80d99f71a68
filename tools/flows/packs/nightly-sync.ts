import { outs } from '../card.ts';
import { callFlowAsync } from '../cards/calls.ts';
import { continueIf } from '../cards/decisions.ts';
import { assign } from '../cards/objects.ts';
import { createRow } from '../cards/table-cards.ts';
import { daily, scheduledFlowAt } from '../flow.ts';
import type { Pack } from '../pack.ts';
import { alert } from './alert.ts';
import { ask } from './ask.ts';
import { callConnector } from './call-connector.ts';
import { connectorErrors } from './connector-errors.ts';
import { EXAMPLE_ADDRESS } from './example-address.ts';
import { followJob } from './follow-job.ts';
import { runs } from './runs.ts';

const NAME = 'Nightly Sync';

const sync = scheduledFlowAt(NAME, 'Has the connector read Okta and push what differs.', daily(2), (start) => {
  const settings = assign('Configuration', {
    baseUrl: EXAMPLE_ADDRESS,
    references: ['blob_entity'],
    emptyValues: 'leave',
    clearLeftovers: false,
  });
  const [baseUrl, references, emptyValues, clearLeftovers] = outs(
    settings,
    'baseUrl',
    'references',
    'emptyValues',
    'clearLeftovers',
  );
  const started = ask({
    flow: NAME,
    baseUrl,
    action: 'sync-from-okta',
    body: { references, emptyValues, clearLeftovers, mode: 'job' },
    take: ['jobId', 'status', 'total', 'message'],
  });
  const jobId = started.out('jobId');
  const row = createRow('Record Run', runs, {
    Started: start.out('execution_time'),
    'Job ID': jobId,
    Status: started.out('status'),
    Total: started.out('total'),
    Message: started.out('message'),
  });
  return [
    settings,
    started.steps,
    continueIf('Started', [started.ok, '==', true], 'The sync did not start: see Connector Errors.'),
    row,
    callFlowAsync('Follow', followJob, { baseUrl, jobId, rowId: row.out('Row ID'), round: 1 }),
  ];
});

export const nightlySync: Pack = {
  name: 'nightly_sync',
  title: 'Omni: Nightly Sync from Okta',
  description: 'Every night: the connector reads the users assigned to Omni in Okta and pushes what differs.',
  flows: [sync, followJob, callConnector, alert],
  tables: [runs, connectorErrors],
  steps: [
    'The connector needs its Okta settings (docs/settings.md): it reads Okta itself.',
    'In the card Configuration, `references` names the attributes that are pushed; `emptyValues` says whether one that is empty in Okta is left alone in Omni (`leave`) or cleared (`clear`); `clearLeftovers` true takes the values of users who are no longer assigned.',
  ],
  use: ['The table **Runs** shows each night; a job that waits for approval or fails runs the flow **Alert**.'],
};
