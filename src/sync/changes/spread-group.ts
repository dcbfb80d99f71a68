import type { Job } from '../../jobs/job.ts';
import type { OktaMemberPage } from '../../okta/groups.ts';
import type { OktaSession } from '../../okta/okta-org.ts';
import { groupRules, isAbout } from '../../policy/group-rule.ts';
import { rememberedMembers, rememberedName } from '../../store/okta-groups.ts';
import { type DueHint, spreadHint } from '../../store/okta-hints.ts';
import { type SyncJobOptions, sourcesOf } from '../sync-options.ts';
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

/**
 * Whether a group may decide about anybody's values: as one that is assigned to the app, or by a rule of the policy
 * about its name of now or the one that a sync has seen last.
 */
async function isAskedFor(okta: OktaSession, { services, options }: Job<SyncJobOptions>, group: DueHint) {
  if (group.named) return { asked: true, requests: 0 };
  const rules = groupRules(sourcesOf(options.sync));
  if (rules.length === 0) return { asked: false, requests: 0 };
  const found = await unlessRefused(okta.group(group.id));
  // Whatever it may be called: those whom a sync has seen in it are looked at.
  if (found === 'refused') return { asked: true, requests: 1 };
  const names = [found?.name, await rememberedName(services.database, group.id)];
  const asked = names.some((name) => name !== undefined && rules.some((rule) => isAbout(rule, name)));
  return { asked, requests: 1 };
}

/** What has become of a page of a group. */
export interface Spread {
  /** Requests to Okta that it took. */
  readonly oktaRequests: number;
  /** The policy asks for no such group, so that nobody is read for it. */
  readonly leftOut: boolean;
}

/** Makes hints of the next page of a group's members, where the group matters. */
export async function spreadGroup(okta: OktaSession, job: Job<SyncJobOptions>, group: DueHint): Promise<Spread> {
  const { database } = job.services;
  const { asked, requests } = group.cursor === '' ? await isAskedFor(okta, job, group) : { asked: true, requests: 0 };
  const { userIds, next } = asked ? await members(okta, job, group) : { userIds: [], next: undefined };
  await database.transaction((queries) => spreadHint(queries, group, userIds, next));
  return { oktaRequests: requests + (asked ? 1 : 0), leftOut: !asked };
}
