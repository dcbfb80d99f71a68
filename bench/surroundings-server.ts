import { randomUUID } from 'node:crypto';
import { createAuthorizationServer } from '../local/okta/authorization-server.ts';
import { createOmniDouble } from '../local/omni/omni-double.ts';
import { SCOPES } from '../src/actions/action.ts';
import { answerParent } from './child-process.ts';

/** What the other processes need to know of the local Okta and the local Omni. */
export interface Surroundings {
  readonly issuer: string;
  readonly audience: string;
  readonly omniUrl: string;
  readonly omniKey: string;
  readonly tokens: readonly string[];
  readonly userNames: readonly string[];
}

const ATTRIBUTES = 20;
const USERS = 50;
/** Twice what the connector's cache of verified tokens holds, so that a rotation finds none of them there. */
const TOKENS = 2_000;
const AUDIENCE = 'api://omni-connector';

const numbered = <T>(count: number, make: (number: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index + 1));

const omni = createOmniDouble({ requestsPerMinute: Number.POSITIVE_INFINITY });
for (const name of numbered(ATTRIBUTES, (number) => `reference_${number}`)) {
  omni.addAttribute({ name, label: `Attribute ${name}`, type: 'String', multiple_values: false });
}
const userNames = numbered(USERS, (number) => `analyst.${number}@acme.example`);
for (const userName of userNames) omni.addUser({ userName, values: { reference_1: 'emea' } });
const { url } = await omni.listen();

const client = { id: randomUUID(), secret: randomUUID(), scopes: [...SCOPES] };
const okta = await createAuthorizationServer({ audience: AUDIENCE, scopes: [...SCOPES], clients: [client] });
const issuer = await okta.listen();

const ready: Surroundings = {
  issuer,
  audience: AUDIENCE,
  omniUrl: url,
  omniKey: omni.keys.organization[0] ?? '',
  tokens: await Promise.all(numbered(TOKENS, () => okta.signToken())),
  userNames,
};
answerParent(ready);
