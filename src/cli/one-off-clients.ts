import { systemClock } from '../base/clock.ts';
import type { Secret } from '../base/secret.ts';
import type { Settings } from '../config/settings.ts';
import { createOkta } from '../okta/okta.ts';
import type { OktaOrg, OktaSession } from '../okta/okta-org.ts';
import { createOmni } from '../omni/omni.ts';
import type { OmniSession } from '../omni/session.ts';
import { createTransport } from '../omni/transport.ts';
import { openBudget } from './shared-budget.ts';

const PATIENCE_MS = 30_000;
/** After a 429 a key rests for up to 30 s (`SLOT_RULE`); then there is time for another try. */
const OMNI_PATIENCE_MS = 45_000;

/** Asks Omni with these keys. */
export type AskOmni = <T>(keys: readonly Secret[], work: (omni: OmniSession) => Promise<T>) => Promise<T>;

/** Lets a command that only looks ask Omni, within the budget of the connector; nothing is remembered. */
export async function withOmni<T>(settings: Settings, work: (askOmni: AskOmni) => Promise<T>): Promise<T> {
  const { ledger, close } = openBudget(settings, systemClock);
  const askOmni: AskOmni = (keys, ask) => {
    const omni = createOmni({
      send: createTransport(settings.omniOrigin),
      keys: () => keys,
      requestsPerMinute: settings.omniRequestsPerMinute,
      ledger,
      names: { remember: async () => [] },
      ids: { recall: async () => undefined, remember: async () => undefined, forget: async () => undefined },
      clock: systemClock,
      random: Math.random,
      onExchange: () => undefined,
    });
    const call = { lane: 'interactive', deadline: systemClock.now() + OMNI_PATIENCE_MS, expected: 4 } as const;
    return omni.withSession(call, ask);
  };
  try {
    return await work(askOmni);
  } finally {
    await close();
  }
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
