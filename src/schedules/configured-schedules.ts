import { randomUUID } from 'node:crypto';
import { OWN_CLIENTS } from '../auth/own-clients.ts';
import { type AcceptContext, acceptJob } from '../jobs/accept-job.ts';
import { driftRequest } from '../reports/report-request.ts';
import type { Services } from '../services.ts';
import { syncRequest } from '../sync/sync-request.ts';
import type { Schedule } from './schedules.ts';

/** A start reads some schemas of Okta; what it starts has all the time it needs. */
const START_MS = 60_000;

const contextOf = (services: Services, action: string): AcceptContext => ({
  ...services,
  caller: { clientId: OWN_CLIENTS.schedule },
  requestId: randomUUID(),
  action,
});

const oktaOf = ({ okta, clock }: Services) => okta.session(clock.now() + START_MS);

async function startSync(services: Services): Promise<string> {
  const request = await syncRequest({ ...services, okta: oktaOf(services) }, {}, false);
  return (await acceptJob(contextOf(services, 'sync-from-okta'), request)).id;
}

async function startDriftReport(services: Services): Promise<string> {
  const request = await driftRequest({ okta: oktaOf(services), policy: services.policy }, undefined);
  return (await acceptJob(contextOf(services, 'report-drift'), request)).id;
}

/** What the settings want to start by the clock. */
export function configuredSchedules(services: Services): Schedule[] {
  const { sync, driftReport } = services.settings.schedules;
  return [
    ...(sync ? [{ name: 'sync', pattern: sync, start: () => startSync(services) }] : []),
    ...(driftReport ? [{ name: 'drift-report', pattern: driftReport, start: () => startDriftReport(services) }] : []),
  ];
}
