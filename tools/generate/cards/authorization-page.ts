import { GENERATED, table } from '../markdown.ts';
import { SCOPE_DESCRIPTIONS } from '../scope-descriptions.ts';
import type { Card } from './card.ts';

const PARAMETERS = [
  ['Connector URL', '`base_url`', 'Where the organization runs the connector, without a slash at its end.', 'Text'],
  ['Token URL', '`token_url`', '`{issuer}/v1/token` of the authorization server.', 'Text'],
  ['Client ID', '', 'Of the API Services app.', 'Text'],
  ['Client Secret', '', 'Of the same app.', 'Password'],
];

/** The cards that a scope opens, by their names. */
const cardsFor = (cards: readonly Card[], scope: string): string =>
  cards
    .filter(({ scopes }) => scopes.some((one) => one === scope))
    .map(({ name, action }) => `[${name}](${action}.md)`)
    .join(', ');

const scopeRow =
  (cards: readonly Card[]) =>
  ([scope, meaning]: [string, string]): string[] => [`\`${scope}\``, meaning, cardsFor(cards, scope)];

/** connector/cards/authorization.md: what a connection needs, for those who make one and those who review a listing. */
export const authorizationPage = (cards: readonly Card[], version: string): string => `${GENERATED}
# Authorization

How a flow gets a connection to the connector, version ${version}.

## Before you begin

- The connector runs behind https with a certificate that Workflows trusts ([set-up](../../docs/set-up.md), steps 1 to 3).
- Okta has API Access Management and a custom authorization server with the audience and the scopes below; the org's own
  server issues no tokens for anybody else.
- An access policy of that server has a rule for the grant _Client Credentials_, where there is no user.
- There is an API Services app with a client secret, DPoP off. Making these takes a Super Admin of Okta; making the
  connection afterwards does not.

## The connection

OAuth 2.0, grant **client credentials**. Everything that differs from one organization to the next is a parameter of the
connection; nothing of it stands in the connector.

${table(['Parameter', 'Key', 'What to enter', 'Type'], PARAMETERS)}

When the connection is made, [Test Connection](ping.md) runs: it says which Omni is reached and what its key may do. A
secret is renewed while both are valid ([set-up](../../docs/set-up.md)).

## Scopes

A connection asks for those that its flows need. A write scope does not include the read scope.

${table(['Scope', 'What it lets a caller do', 'Cards'], Object.entries(SCOPE_DESCRIPTIONS).map(scopeRow(cards)))}

[Test Connection](ping.md) needs a token and no scope.
`;
