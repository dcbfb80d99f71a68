import { withOktaLease } from './apply/okta-lease.ts';
import type { Log } from './base/log.ts';
import type { Metrics } from './base/metrics.ts';
import { showKeys } from './followed-files.ts';
import { createOkta } from './okta/okta.ts';
import type { OktaOrg } from './okta/okta-org.ts';
import { createOmni, type Omni } from './omni/omni.ts';
import { factsOfForm, knownForm } from './omni/patch-facts.ts';
import type { OmniExchange } from './omni/requester.ts';
import { createTransport } from './omni/transport.ts';
import type { PatchForms } from './omni/users.ts';
import type { Services } from './services.ts';
import { rememberAttributeNames } from './store/attribute-names.ts';
import type { Database } from './store/database.ts';
import { slotLedger } from './store/key-slots.ts';
import { logFailure } from './store/log-failure.ts';
import { recallFacts, rememberFacts } from './store/omni-facts.ts';
import { forgetOmniUser, recallOmniUser, rememberOmniUser } from './store/omni-users.ts';

function observe(metrics: Metrics, { method, status, waitMs, durationMs }: OmniExchange): void {
  metrics.omniRequests.inc({ method, status: String(status) });
  metrics.omniWaitSeconds.observe(waitMs / 1_000);
  metrics.omniSeconds.observe(durationMs / 1_000);
}

/** Which form of PATCH has had an effect. A write that was made does not fail because that cannot be noted. */
const rememberedForms = (database: Database, instance: string, log: Log): PatchForms => ({
  recall: async () => knownForm(await recallFacts(database, instance)),
  remember: (form) =>
    rememberFacts(database, instance, factsOfForm(form)).catch((err: unknown) =>
      logFailure(log, { err }, 'the form of PATCH that works could not be remembered'),
    ),
});

/** The client of the Omni instance, with its budget and its remembered ids in the database. */
export function connectOmni({
  settings,
  database,
  clock,
  metrics,
  log,
  policy,
}: Omit<Services, 'instance' | 'okta' | 'worker' | 'changes'>): Omni {
  const instance = createOmni({
    send: createTransport(settings.omniOrigin, clock),
    keys: () => settings.omniKeys,
    requestsPerMinute: settings.omniRequestsPerMinute,
    clock,
    random: Math.random,
    ledger: slotLedger(database),
    ids: {
      recall: (userName) => recallOmniUser(database, userName),
      remember: (userName, id) => rememberOmniUser(database, userName, id),
      forget: (userName) => forgetOmniUser(database, userName),
    },
    names: { remember: (names) => rememberAttributeNames(database, names) },
    forms: rememberedForms(database, settings.omniOrigin, log),
    ...(policy && { rules: () => policy.rules }),
    onExchange: (exchange) => {
      observe(metrics, exchange);
      log.debug(exchange, 'a request to Omni');
    },
    onKey: ({ number: key, refused }) => {
      metrics.omniKeyRefused.set({ key }, refused ? 1 : 0);
      const keyCount = settings.omniKeys.length;
      if (refused) log.error({ key, keyCount }, 'Omni refuses a key of OMNI_API_KEYS; its share of the budget is lost');
      else log.warn({ key, keyCount }, 'Omni takes a key of OMNI_API_KEYS again');
    },
  });
  showKeys(metrics, instance);
  return instance;
}

/** The client of the Okta org; its writes of profiles take turns over all replicas. */
export function connectOkta({
  settings,
  database,
  clock,
  metrics,
}: Omit<Services, 'instance' | 'okta' | 'log' | 'worker' | 'changes' | 'policy'>): OktaOrg {
  return createOkta({
    management: settings.oktaManagement,
    clock,
    random: Math.random,
    exclusive: (deadline, work) => withOktaLease({ database, clock }, deadline, work),
    onExchange: ({ method, status }) => metrics.oktaRequests.inc({ method, status: String(status) }),
  });
}
