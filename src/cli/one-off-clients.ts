import { systemClock } from '../base/clock.ts';
import type { Secret } from '../base/secret.ts';
import type { Settings } from '../config/settings.ts';
import { createOkta } from '../okta/okta.ts';
import type { OktaOrg, OktaSession } from '../okta/okta-org.ts';
import { localLedger } from '../omni/local-ledger.ts';
import { createOmni } from '../omni/omni.ts';
import type { OmniSession } from '../omni/session.ts';
import { createTransport } from '../omni/transport.ts';

const PATIENCE_MS = 30_000;

/** Asks Omni with these keys, without a database: for a command that only looks. */
export function askOmni<T>(
  settings: Settings,
  keys: readonly Secret[],
  work: (omni: OmniSession) => Promise<T>,
): Promise<T> {
  const omni = createOmni({
    send: createTransport(settings.omniOrigin),
    keys: () => keys,
    requestsPerMinute: settings.omniRequestsPerMinute,
    ledger: localLedger(systemClock),
    names: { remember: async () => [] },
    ids: { recall: async () => undefined, remember: async () => undefined, forget: async () => undefined },
    clock: systemClock,
    random: Math.random,
    onExchange: () => undefined,
  });
  const call = { lane: 'interactive', deadline: systemClock.now() + PATIENCE_MS, expected: 4 } as const;
  return omni.withSession(call, work);
}

/** The Okta org for a command that only looks. */
export const oktaOrgToAsk = ({ oktaManagement }: Settings): OktaOrg =>
  createOkta({
    management: oktaManagement,
    clock: systemClock,
    random: Math.random,
    exclusive: (_deadline, work) => work(),
    onExchange: () => undefined,
  });

/** A session with it. @throws ConnectorError OKTA_NOT_CONFIGURED */
export const oktaToAsk = (settings: Settings): OktaSession =>
  oktaOrgToAsk(settings).session(systemClock.now() + PATIENCE_MS);
