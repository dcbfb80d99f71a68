import { isObject, type JsonObject } from '../base/is-object.ts';

/** Somebody, or a group, of whom Okta says that something may have changed. */
export interface OktaHint {
  readonly kind: 'user' | 'group';
  /** The id in Okta. */
  readonly id: string;
  /** The event that says so. */
  readonly uuid: string;
  /** Whether it is about the assignment to the app. */
  readonly ofApp: boolean;
}

/** What becomes of an event: its hints are taken, or why it is left out. */
export type EventOutcome = 'taken' | 'unknown-type' | 'not-successful' | 'no-target' | 'other-app' | 'no-uuid';

/** A delivery of an event hook, as far as it says who may have changed. */
export interface HookDelivery {
  /** Each once for an event. */
  readonly hints: readonly OktaHint[];
  /** Of each event, in their order. */
  readonly outcomes: readonly EventOutcome[];
}

/** Whom an event is about, and whether it counts for the Omni app alone. */
interface EventSubject {
  readonly kind: OktaHint['kind'];
  readonly ofApp: boolean;
}

const USER: EventSubject = { kind: 'user', ofApp: false };
const GROUP: EventSubject = { kind: 'group', ofApp: false };
const APP_USER: EventSubject = { kind: 'user', ofApp: true };
const APP_GROUP: EventSubject = { kind: 'group', ofApp: true };

/**
 * The events after which somebody's values may be others; each may be delivered by an event hook.
 * https://developer.okta.com/docs/reference/api/event-types/#catalog (event-hook-eligible)
 */
const SUBJECTS: ReadonlyMap<unknown, EventSubject> = new Map([
  ['user.account.update_profile', USER],
  ['user.lifecycle.create', USER],
  ['user.lifecycle.activate', USER],
  ['user.lifecycle.deactivate', USER],
  ['user.lifecycle.suspend', USER],
  ['user.lifecycle.unsuspend', USER],
  ['user.lifecycle.reactivate', USER],
  ['user.lifecycle.delete.initiated', USER],
  ['application.user_membership.add', APP_USER],
  ['application.user_membership.remove', APP_USER],
  ['application.user_membership.update', APP_USER],
  ['group.user_membership.add', USER],
  ['group.user_membership.remove', USER],
  ['group.application_assignment.add', APP_GROUP],
  ['group.application_assignment.remove', APP_GROUP],
  ['group.application_assignment.update', APP_GROUP],
  ['group.profile.update', GROUP],
  ['group.lifecycle.create', GROUP],
  ['group.lifecycle.delete', GROUP],
]);

/** The types of event that a hook subscribes to. */
export const HOOK_EVENT_TYPES: readonly string[] = [...SUBJECTS.keys()].map(String);

/** Okta's word for the kind of a target. */
const TARGET_TYPES = { user: 'User', group: 'UserGroup' } as const;

/** Okta's ids and uuids; anything else could be no path of a request, or not be stored. */
const ID = /^[\w-]{1,100}$/;

/** The targets of a type. Okta's order of them is not promised, and a list, or one of it, may be null. */
function targetIds(target: unknown, type: string): string[] {
  const list = Array.isArray(target) ? target.filter(isObject) : [];
  const ids = list.filter((one) => one.type === type).map(({ id }) => id);
  return [...new Set(ids.filter((id): id is string => typeof id === 'string' && ID.test(id)))];
}

/**
 * An event that says nothing of its outcome is taken: the person is read anew, and nothing comes of a change too few.
 */
function isSuccessful(outcome: unknown): boolean {
  const result = isObject(outcome) ? outcome.result : undefined;
  return typeof result !== 'string' || result.toUpperCase() === 'SUCCESS';
}

interface ReadEvent {
  readonly outcome: EventOutcome;
  readonly hints: readonly OktaHint[];
}

const leftOut = (outcome: EventOutcome): ReadEvent => ({ outcome, hints: [] });

function readEvent({ uuid, eventType, outcome, target }: JsonObject, appId: string): ReadEvent {
  const subject = SUBJECTS.get(eventType);
  if (!subject) return leftOut('unknown-type');
  if (!isSuccessful(outcome)) return leftOut('not-successful');
  if (typeof uuid !== 'string' || !ID.test(uuid)) return leftOut('no-uuid');
  const apps = targetIds(target, 'AppInstance');
  if (subject.ofApp && apps.length > 0 && !apps.includes(appId)) return leftOut('other-app');
  const ids = targetIds(target, TARGET_TYPES[subject.kind]);
  if (ids.length === 0 || (subject.ofApp && apps.length === 0)) return leftOut('no-target');
  return { outcome: 'taken', hints: ids.map((id) => ({ ...subject, id, uuid })) };
}

/**
 * Reads what Okta's event hook has sent. Nothing of it is trusted but who may have changed: they are read anew.
 * https://developer.okta.com/docs/concepts/event-hooks/
 *
 * @param appId the Omni app's id in Okta
 * @returns undefined: the body is no delivery
 */
export function readDelivery(body: unknown, appId: string): HookDelivery | undefined {
  const data = isObject(body) ? body.data : undefined;
  const events = isObject(data) ? data.events : undefined;
  if (!Array.isArray(events)) return undefined;
  const read = events.map((event) => readEvent(isObject(event) ? event : {}, appId));
  return { hints: read.flatMap(({ hints }) => hints), outcomes: read.map(({ outcome }) => outcome) };
}
