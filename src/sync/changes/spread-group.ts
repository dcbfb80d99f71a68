import type { Job } from '../../jobs/job.ts';
import type { OktaMemberPage } from '../../okta/groups.ts';
import type { OktaSession } from '../../okta/okta-org.ts';
import { rememberedMembers } from '../../store/okta-groups.ts';
import { type DueHint, spreadHint } from '../../store/okta-hints.ts';
import { unlessRefused } from '../unless-refused.ts';

/** A page of the members; of a group that is gone, or that Okta does not show, those whom a sync has read last. */
async function members(okta: OktaSession, { services }: Job<unknown>, group: DueHint): Promise<OktaMemberPage> {
  const page = await unlessRefused(okta.memberPage(group.id, group.cursor || undefined));
  if (page !== undefined && page !== 'refused') return page;
  if (page === 'refused') {
    services.log.error(
      { oktaGroupId: group.id },
      'Okta refuses to show the members of a group that has changed: those whom a sync has read last are looked at',
    );
  }
  return { userIds: await rememberedMembers(services.database, group.id), next: undefined };
}

/** Makes hints of the next page of a group's members. */
export async function spreadGroup(okta: OktaSession, job: Job<unknown>, group: DueHint): Promise<void> {
  const { userIds, next } = await members(okta, job, group);
  await job.services.database.transaction((queries) => spreadHint(queries, group, userIds, next));
}
