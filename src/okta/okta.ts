import type { Clock } from '../base/clock.ts';
import { createHttpClient, type HttpSend } from '../base/http-client.ts';
import { NoAnswer } from '../base/no-answer.ts';
import { missingSettings, type OktaManagement } from '../config/okta-management.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import { accessTokens } from './access-tokens.ts';
import { AppUserCalls } from './app-users.ts';
import { AppCalls } from './apps.ts';
import { EventHookCalls } from './event-hooks.ts';
import { GroupCalls } from './groups.ts';
import { MappingCalls } from './mappings.ts';
import type { OktaOrg } from './okta-org.ts';
import { createSession, type OktaCalls } from './okta-org.ts';
import { RateLimits } from './rate-limits.ts';
import { createRequester } from './requester.ts';
import { omniAppProfile, SchemaCalls, USER_PROFILE } from './schema-calls.ts';
import { createSignedSend } from './signed-send.ts';
import { UserTypeCalls } from './user-types.ts';
import { UserCalls } from './users.ts';

/** What every exchange leaves behind for metrics. */
export interface OktaExchange {
  readonly method: string;
  readonly status: number | 'no-answer';
}

export interface OktaOptions {
  readonly management: OktaManagement;
  readonly clock: Clock;
  /** In [0, 1), for the jitter of repeats. */
  readonly random: () => number;
  /** Runs a write of a profile's attributes or mapping while no other one runs. @throws ConnectorError OKTA_BUSY */
  readonly exclusive: OktaCalls['exclusive'];
  readonly onExchange: (exchange: OktaExchange) => void;
}

type Settled = { readonly [K in keyof OktaManagement]: NonNullable<OktaManagement[K]> };

const isSettled = (management: OktaManagement): management is Settled => missingSettings(management).length === 0;

function observed(send: HttpSend, onExchange: OktaOptions['onExchange']): HttpSend {
  return async (request) => {
    const answer = await send(request);
    onExchange({ method: request.method, status: answer instanceof NoAnswer ? 'no-answer' : answer.status });
    return answer;
  };
}

function connect(management: Settled, { clock, random, exclusive, onExchange }: OktaOptions): OktaCalls {
  const { orgUrl, clientId, omniAppId } = management;
  const send = observed(createHttpClient(orgUrl), onExchange);
  const tokens = accessTokens({ orgUrl, clientId, privateKey: () => management.privateKey, send, clock, random });
  const signedSend = createSignedSend({ orgUrl, send, tokens, clock });
  const request = createRequester({ signedSend, limits: new RateLimits(clock), clock, random });
  const userTypes = new UserTypeCalls(request);
  return {
    userSchema: new SchemaCalls(request, clock, USER_PROFILE),
    appSchema: new SchemaCalls(request, clock, omniAppProfile(omniAppId)),
    apps: new AppCalls(request, omniAppId),
    mappings: new MappingCalls(request, clock, omniAppId, userTypes),
    userTypes,
    tokens,
    users: new UserCalls(request),
    appUsers: new AppUserCalls(request, orgUrl, omniAppId),
    groups: new GroupCalls(request, orgUrl),
    eventHooks: new EventHookCalls(request),
    exclusive,
  };
}

/** Puts the client of one Okta org together. */
export function createOkta(options: OktaOptions): OktaOrg {
  const { management } = options;
  if (!isSettled(management)) {
    return {
      isConfigured: false,
      session() {
        throw new ConnectorError('OKTA_NOT_CONFIGURED', { missing: missingSettings(management).join(', ') });
      },
    };
  }
  const calls = connect(management, options);
  return { isConfigured: true, session: (deadline) => createSession(calls, deadline) };
}
