import { randomUUID } from 'node:crypto';
import axios from 'axios';
import type { Clock } from '../../src/base/clock.ts';
import { isObject } from '../../src/base/is-object.ts';
import { oktaId } from './ids.ts';
import { type EventTarget, logEvent, type OrgEvent, orgEvent } from './log-event.ts';
import type { OktaOrgSwitches } from './switches.ts';

/** An event hook of the org. */
export interface EventHook {
  readonly id: string;
  readonly name: string;
  readonly eventTypes: readonly string[];
  readonly uri: string;
  /** The header that proves who sends, and its text. */
  readonly auth: { readonly key: string; readonly value: string } | undefined;
  /** ms epoch */
  readonly created: number;
  lastUpdated: number;
  status: 'ACTIVE' | 'INACTIVE';
  verificationStatus: 'VERIFIED' | 'UNVERIFIED';
}

/** Okta's own: https://developer.okta.com/docs/concepts/event-hooks/ */
const TRIES = 2;
const EVENTS_PER_DELIVERY = 20;

/** The hooks of an org, and what they send: each event to every hook that is active, verified and subscribed. */
export class EventHooks {
  readonly #clock: Clock;
  readonly #switches: OktaOrgSwitches;
  readonly #hooks: EventHook[] = [];
  /** The address of the org in deliveries. */
  origin = 'https://org.okta.example';
  #queue: OrgEvent[] = [];
  #sending: Promise<void> = Promise.resolve();
  #made = 0;

  constructor(clock: Clock, switches: OktaOrgSwitches) {
    this.#clock = clock;
    this.#switches = switches;
  }

  get all(): readonly EventHook[] {
    return this.#hooks;
  }

  get(id: string): EventHook | undefined {
    return this.#hooks.find((hook) => hook.id === id);
  }

  /** Born active and not verified: no event is sent before it is. */
  add(given: Pick<EventHook, 'name' | 'eventTypes' | 'uri' | 'auth'>): EventHook {
    this.#made += 1;
    const now = this.#clock.now();
    const born = { status: 'ACTIVE', verificationStatus: 'UNVERIFIED', created: now, lastUpdated: now } as const;
    const hook: EventHook = { ...given, ...born, id: oktaId('who', this.#made) };
    this.#hooks.push(hook);
    return hook;
  }

  remove(id: string): void {
    const at = this.#hooks.findIndex((hook) => hook.id === id);
    if (at >= 0) this.#hooks.splice(at, 1);
  }

  /** Asks the address for the challenge, as a GET. @returns whether it was sent back */
  async verify(hook: EventHook): Promise<boolean> {
    const challenge = randomUUID();
    const headers = { ...this.#auth(hook), 'x-okta-verification-challenge': challenge };
    const answer = await this.#request('GET', hook, headers);
    const isVerified = answer?.status === 200 && isObject(answer.data) && answer.data.verification === challenge;
    if (isVerified) hook.verificationStatus = 'VERIFIED';
    return isVerified;
  }

  /** Something has happened: it is told to the hooks a little later. */
  tell(eventType: string, targets: readonly EventTarget[], changedAttributes?: string): void {
    const published = this.#clock.now();
    this.#queue.push(
      orgEvent({ eventType, published, targets, ...(changedAttributes !== undefined && { changedAttributes }) }),
    );
    // One after the other, so that what happens at once is told together.
    if (this.#queue.length === 1) this.#sending = this.#sending.then(() => this.#flush());
  }

  /** Resolves when everything that has happened was told, or could not be. */
  async idle(): Promise<void> {
    while (this.#queue.length > 0) await this.#sending;
    await this.#sending;
  }

  async #flush(): Promise<void> {
    const { hookDelayMs, hooksRepeat, hooksReorder } = this.#switches;
    await (hookDelayMs > 0 ? this.#clock.sleep(hookDelayMs) : new Promise<void>((resolve) => setImmediate(resolve)));
    const events = this.#queue;
    this.#queue = [];
    const sent = hooksReorder ? events.toReversed() : events;
    for (let at = 0; at < sent.length; at += EVENTS_PER_DELIVERY) {
      const some = sent.slice(at, at + EVENTS_PER_DELIVERY);
      for (let times = hooksRepeat ? 2 : 1; times > 0; times -= 1) await this.#deliver(some);
    }
  }

  async #deliver(events: readonly OrgEvent[]): Promise<void> {
    const ready = this.#hooks.filter(
      ({ status, verificationStatus }) => status === 'ACTIVE' && verificationStatus === 'VERIFIED',
    );
    for (const hook of ready) {
      const wanted = events.filter(({ eventType }) => hook.eventTypes.includes(eventType));
      if (wanted.length > 0) await this.#send(hook, wanted);
    }
  }

  /** Repeated once on a time-out or 5xx, never on 4xx; what fails twice is gone. */
  async #send(hook: EventHook, events: readonly OrgEvent[]): Promise<void> {
    const body = {
      eventType: 'com.okta.event_hook',
      eventTypeVersion: '1.0',
      cloudEventsVersion: '0.1',
      source: `${this.origin}/api/v1/eventHooks/${hook.id}`,
      eventId: randomUUID(),
      data: { events: events.map((event) => logEvent(event, this.#switches.hookTargetsAreNull)) },
      eventTime: new Date(this.#clock.now()).toISOString(),
      contentType: 'application/json',
    };
    for (let tries = 1; tries <= TRIES; tries += 1) {
      const answer = await this.#request('POST', hook, this.#auth(hook), body);
      if (answer && answer.status < 500) return;
    }
  }

  #auth({ auth }: EventHook): Record<string, string> {
    return auth ? { [auth.key]: auth.value } : {};
  }

  /** @returns undefined: there was no answer in time */
  async #request(method: 'GET' | 'POST', { uri }: EventHook, headers: Record<string, string>, data?: object) {
    const late = new AbortController();
    const ended = new AbortController();
    const timer = this.#clock.sleep(this.#switches.hookTimeoutMs, ended.signal).then(
      () => late.abort(),
      () => undefined,
    );
    try {
      const options = { maxRedirects: 0, validateStatus: () => true, signal: late.signal };
      return await axios.request<unknown>({ method, url: uri, headers, data, ...options });
    } catch {
      return undefined;
    } finally {
      ended.abort();
      await timer;
    }
  }
}
