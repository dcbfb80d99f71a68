import { systemClock } from '../base/clock.ts';
import type { OktaManagement } from '../config/okta-management.ts';
import { createOkta } from '../okta/okta.ts';
import type { OktaSession } from '../okta/okta-org.ts';

const PATIENCE_MS = 30_000;

/** Okta for a command that nobody else runs beside. @throws ConnectorError OKTA_NOT_CONFIGURED */
export const oktaOfCommand = (management: OktaManagement): OktaSession =>
  createOkta({
    management,
    clock: systemClock,
    random: Math.random,
    exclusive: (_deadline, work) => work(),
    onExchange: () => undefined,
  }).session(systemClock.now() + PATIENCE_MS);
