import { ConnectorError } from '../../errors/connector-error.ts';
import type { Job } from '../../jobs/job.ts';
import type { OktaMemberPage } from '../../okta/groups.ts';
import type { OktaSession } from '../../okta/okta-org.ts';
import { type DueHint, spreadHint } from '../../store/okta-hints.ts';

const NOBODY: OktaMemberPage = { userIds: [], next: undefined };

/** What does not pass by itself: nobody else has to wait for it. */
const REFUSED: ReadonlySet<string> = new Set(['OKTA_ACCESS_REFUSED', 'OKTA_REFUSED', 'OKTA_UNEXPECTED_ANSWER']);

/** A page of the members; nobody where Okta refuses it, which the log says. */
async function members(okta: OktaSession, { services }: Job<unknown>, group: DueHint): Promise<OktaMemberPage> {
  try {
    return await okta.memberPage(group.id, group.cursor || undefined);
  } catch (thrown) {
    if (!(thrown instanceof ConnectorError) || !REFUSED.has(thrown.code)) throw thrown;
    const { code, message } = thrown;
    services.log.error(
      { oktaGroupId: group.id, code, reason: message },
      'the members of a group that has changed could not be read: only a sync finds what has changed for them',
    );
    return NOBODY;
  }
}

/** Makes hints of the next page of a group's members. */
export async function spreadGroup(okta: OktaSession, job: Job<unknown>, group: DueHint): Promise<void> {
  const { userIds, next } = await members(okta, job, group);
  await job.services.database.transaction((queries) => spreadHint(queries, group, userIds, next));
}
