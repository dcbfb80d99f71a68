import { randomUUID } from 'node:crypto';

/** What an event is about: a user, a group, an app, or a user's assignment to one. */
export interface EventTarget {
  readonly type: 'User' | 'UserGroup' | 'AppInstance' | 'AppUser';
  readonly id: string;
  /** A user's login; `unknown` of a group. */
  readonly alternateId: string;
  readonly displayName: string;
}

/** Something that has happened in the org. */
export interface OrgEvent {
  readonly uuid: string;
  readonly eventType: string;
  /** ms epoch */
  readonly published: number;
  readonly targets: readonly EventTarget[];
  /** Names of what was changed, in one text. */
  readonly changedAttributes?: string;
}

export const orgEvent = (event: Omit<OrgEvent, 'uuid'>): OrgEvent => ({ uuid: randomUUID(), ...event });

/**
 * An event as a hook shows it, with null in the places where Okta has it. docs/concepts/event-hooks, sample delivery.
 *
 * @param bare without targets, as Okta's preview sends it
 */
export const logEvent = ({ uuid, eventType, published, targets, changedAttributes }: OrgEvent, bare: boolean) => ({
  uuid,
  published: new Date(published).toISOString(),
  eventType,
  version: '0',
  displayMessage: eventType,
  severity: 'INFO',
  client: { userAgent: null, zone: null, device: null, id: null, ipAddress: null, geographicalContext: null },
  device: null,
  actor: bare
    ? null
    : { id: 'system', type: 'SystemPrincipal', alternateId: 'system@okta.com', displayName: 'Okta System' },
  outcome: { result: bare ? 'Success' : 'SUCCESS', reason: null },
  target: bare ? null : targets.map((target) => ({ ...target, detailEntry: null })),
  transaction: { type: 'JOB', id: uuid, detail: {} },
  debugContext: { debugData: changedAttributes === undefined ? {} : { changedAttributes } },
  legacyEventType: null,
  authenticationContext: { authenticationProvider: null, credentialProvider: null, credentialType: null },
  securityContext: { asNumber: null, asOrg: null, isp: null, domain: null, isProxy: null },
  insertionTimestamp: null,
});
