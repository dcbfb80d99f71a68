import { channelsFor } from '../../config/notifications.ts';
import type { Job } from '../../jobs/job.ts';
import { MISSING_FOR_MS, type MissingPerson, noteMissingPeople } from '../../store/missing-people.ts';
import { noteCondition } from '../../store/notifications.ts';

const timeOf = (at: number): string => new Date(at).toISOString();

function messageOf({ since, awaited, renamed }: MissingPerson): string {
  const found = `${renamed && `${renamed} `}Okta assigns them to the Omni app, and Omni does not have them`;
  return awaited
    ? `${found} yet: they are looked for again and again until ${timeOf(since + MISSING_FOR_MS)}.`
    : `${found} since ${timeOf(since)}: nobody waits any more. See whether Okta provisions them, then call sync-user or sync-from-okta.`;
}

/**
 * Lets those wait whom Okta assigns and Omni does not have yet, so that their values are there before they look for the
 * first time. After a day that is an alarm.
 */
export async function awaitMissing({ services, record }: Job<unknown>): Promise<void> {
  const { database, log, metrics, settings } = services;
  const channels = channelsFor(settings.notifications, 'alarm');
  const people = await database.transaction(async (queries) => {
    const found = await noteMissingPeople(queries, record.id, messageOf);
    const alarm = { condition: 'alarm', subject: `people-given-up ${record.id}`, jobId: record.id } as const;
    if (found.some(({ awaited }) => !awaited)) await noteCondition(queries, channels, alarm);
    return found;
  });
  // A person has several rows where a value of theirs does not fit.
  const givenUp = new Map(people.filter(({ awaited }) => !awaited).map((person) => [person.oktaUserId, person]));
  for (const { oktaUserId, since } of givenUp.values()) {
    metrics.peopleGivenUp.inc();
    log.error(
      { jobId: record.id, oktaUserId, since: timeOf(since) },
      'Okta assigns somebody to the Omni app whom Omni has not had for a day: their values are not written',
    );
  }
}
