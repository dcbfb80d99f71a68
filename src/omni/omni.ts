import type { Clock } from '../base/clock.ts';
import type { Secret } from '../base/secret.ts';
import { type AttributeNames, OmniAttributes, type ValueRules } from './attributes.ts';
import { countRows } from './count-rows.ts';
import { emailOnlyPage } from './email-only-users.ts';
import { OmniIdentityProbe } from './identity.ts';
import { type KeyFate, type KeyHealth, KeyRing } from './key-ring.ts';
import { OmniModels } from './models.ts';
import { Pacer } from './pacer.ts';
import { publishedRoutes } from './published.ts';
import { RecentRequests } from './recent-requests.ts';
import { createRequester, type OmniExchange } from './requester.ts';
import { type OmniParts, OmniSession } from './session.ts';
import type { SlotLedger } from './slot-ledger.ts';
import type { Lane } from './ticket.ts';
import type { Send } from './transport.ts';
import { OmniUsers, type PatchForms, type UserIds } from './users.ts';

export interface OmniOptions {
  readonly send: Send;
  /** As they are by then. */
  readonly keys: () => readonly Secret[];
  readonly requestsPerMinute: number;
  readonly ledger: SlotLedger;
  readonly ids: UserIds;
  readonly names: AttributeNames;
  /** Left out: nothing is remembered. */
  readonly forms?: PatchForms;
  /** Left out: there is no policy. */
  readonly rules?: ValueRules;
  readonly clock: Clock;
  /** In [0, 1), for the jitter of repeats. */
  readonly random: () => number;
  readonly onExchange: (exchange: OmniExchange) => void;
  /** Hears of a key that Omni begins to refuse, and of one that it takes again. */
  readonly onKey?: (key: KeyHealth) => void;
}

/** One Omni instance. */
export interface Omni {
  /**
   * Runs work with a session of its own.
   *
   * @param call.deadline ms epoch by which the work must be done; Infinity for bulk
   * @param call.expected the most Omni requests that the work usually takes
   */
  withSession<T>(
    call: { lane: Lane; deadline: number; expected: number },
    work: (session: OmniSession) => Promise<T>,
  ): Promise<T>;
  /** How the keys fare, as far as requests have shown. */
  keys(): readonly KeyHealth[];
  /** The same with the ids that stand for them, for what all processes have to agree on; shown to nobody. */
  keyFates(): readonly KeyFate[];
  /** How much of the budget this process uses. */
  budget(): OmniBudget;
}

/** What this process has sent to Omni, and what waits in it; replicas share the budget and know of their own alone. */
export interface OmniBudget {
  /** What Omni allows each key in a minute. */
  readonly perMinute: number;
  /** Requests that wait for their turn. */
  readonly waiting: number;
  readonly keys: readonly (KeyHealth & {
    /** Requests by minute for the last hour, the oldest first; the last one is of the minute that runs. */
    readonly minutes: readonly number[];
    /** Of the last 60 seconds. */
    readonly used: number;
  })[];
}

/** Puts the client of one Omni instance together. */
export function createOmni(options: OmniOptions): Omni {
  const { clock, ledger, requestsPerMinute } = options;
  const keys = new KeyRing(options.keys, clock, options.onKey);
  const pacer = new Pacer({ clock, ledger, keys, perMinute: requestsPerMinute });
  const recent = new RecentRequests(clock);
  const onExchange = (exchange: OmniExchange): void => {
    recent.note(exchange.key);
    options.onExchange(exchange);
  };
  const request = createRequester({ ...options, onExchange, pacer, keys });
  const attributes = new OmniAttributes(request, clock, options.names, options.rules);
  const users = new OmniUsers(request, options.ids, options.forms);
  const identity = new OmniIdentityProbe(request, users, attributes, clock);
  const parts: OmniParts = {
    attributes,
    users,
    identity,
    models: new OmniModels(request),
    emailOnlyPage: (ticket, cursor) => emailOnlyPage(request, ticket, cursor),
    countRows: (ticket, query) => countRows(request, ticket, query),
    published: (ticket) => publishedRoutes(request, ticket),
  };
  return {
    keys: () => keys.health(),
    keyFates: () => keys.fates(),
    budget: () => ({
      perMinute: requestsPerMinute,
      waiting: pacer.waiting,
      keys: keys.health().map((key) => ({ ...key, ...recent.of(key.number) })),
    }),
    async withSession(call, work) {
      const ticket = pacer.open(call.lane, call.deadline, call.expected);
      try {
        return await work(new OmniSession(ticket, parts));
      } finally {
        pacer.close(ticket);
      }
    },
  };
}
