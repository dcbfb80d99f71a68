import { type JobKind, jobKind } from '../jobs/job-kind.ts';
import { collectOktaUsers } from '../sync/collect-okta-users.ts';
import { tellingCollected } from '../sync/telling-collected.ts';
import { compareAssigned } from './compare-assigned.ts';
import { driftCountOf } from './drift-counters.ts';
import { findUnassigned } from './find-unassigned.ts';
import { listModels } from './list-models.ts';
import { readConnections } from './read-connections.ts';
import { readHidden } from './read-hidden.ts';
import { readList } from './read-list.ts';
import { readNextModel } from './read-next-model.ts';
import { coverageMessage, driftMessage, usageMessage } from './report-message.ts';
import { readCoverageOptions, readDriftOptions, readUsageOptions } from './report-options.ts';
import type { ReportFacts } from './report-state.ts';
import { runReport } from './run-report.ts';
import { startCoverage } from './start-coverage.ts';
import { startDrift } from './start-drift.ts';
import { startUsage } from './start-usage.ts';
import { tellHoldings } from './tell-holdings.ts';
import { tellRecipients } from './tell-recipients.ts';

const shared = { list: readList, read: readHidden, others: findUnassigned, recipients: tellRecipients };

const foundDrift = ({ counts }: ReportFacts) => (driftCountOf(counts) > 0 ? 'drift' : undefined);

/** Where Okta and Omni differ. */
export const driftKind: JobKind = jobKind(readDriftOptions, {
  collecting: collectOktaUsers('report'),
  reporting: tellingCollected(
    runReport({ ...shared, start: startDrift, users: compareAssigned }, driftMessage, foundDrift),
  ),
});

/** Where the value of each user comes from. */
export const coverageKind: JobKind = jobKind(readCoverageOptions, {
  reporting: runReport({ ...shared, start: startCoverage, users: tellHoldings }, coverageMessage),
});

/** Where Omni's models and connections use the attributes. */
export const usageKind: JobKind = jobKind(readUsageOptions, {
  reporting: runReport(
    { start: startUsage, models: listModels, files: readNextModel, connections: readConnections },
    usageMessage,
  ),
});
