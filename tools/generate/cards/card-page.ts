import { code, codes, GENERATED, jsonBlock, plain, table } from '../markdown.ts';
import type { Card, CardError, CardField, CardInput, CardOption, CardPart } from './card.ts';

const yes = (flag: boolean): string => (flag ? 'TRUE' : 'FALSE');

const orNone = (rows: readonly (readonly string[])[], header: readonly string[], none: string): string =>
  rows.length === 0 ? none : table(header, rows);

const optionRow = ({ label, definition, kind, required, limits, source }: CardOption): string[] => [
  label,
  plain(definition),
  kind,
  yes(required),
  source ? `choices from ${code(source.relativeUrl)}` : limits,
];

/** Each field, followed by what lies inside it. */
function inner(prefix: string, fields: readonly CardField[]): string[][] {
  return fields.flatMap(({ label, definition, type, limits, fields: deeper }) => [
    [prefix + label, plain(definition), type, '', limits],
    ...inner(`${prefix + label} / `, deeper),
  ]);
}

const inputRows = ({ group, label, definition, type, required, limits, source, fields }: CardInput): string[][] => [
  [
    `${group}: ${label}`,
    plain(definition),
    source ? 'Dynamic fields' : type,
    yes(required),
    source ? `fields from ${code(source.relativeUrl)}` : limits,
  ],
  ...inner(`${group}: ${label} / `, fields),
];

const outputRows = (prefix: string, fields: readonly CardField[]): string[][] =>
  fields.flatMap(({ label, key, definition, type, fields: deeper }) => [
    [prefix + label, code(key), plain(definition), type],
    ...outputRows(`${prefix + label} / `, deeper),
  ]);

const partLine = ({ name, from, omitWhenEmpty }: CardPart): string =>
  `- ${code(name)} from ${from}${omitWhenEmpty ? ', left out when it is empty' : ''}`;

const partList = (parts: readonly CardPart[], none: string): string => parts.map(partLine).join('\n') || none;

const errorRow = ({ code: name, status, retryable, message, fix }: CardError): string[] => [
  code(name),
  String(status),
  retryable ? 'yes' : 'no',
  plain(message),
  plain(fix),
];

const DYNAMIC_NOTE = `
The dynamic fields become one object: a key for each field that is filled in, and **no key for a field that is not**. A
key with \`null\` removes the user's value. Several values of a multi-valued attribute are one text, separated by commas or
written as a JSON list.
`;

/** connector/cards/<action>.md: the card as Okta's submission wants it described, and how to build it. */
export const cardPage = (card: Card, ownErrors: readonly CardError[], example: object): string => `${GENERATED}
# ${card.name}

${plain(card.description)}

- Group: ${card.group}
- Connector version: ${card.connectorVersion}
- Scopes of the connection: ${codes(card.scopes)}
- Machine-readable: [${card.action}.card.json](${card.action}.card.json)

## Options

${orNone(card.options.map(optionRow), ['Field', 'Definition', 'Type', 'Required', 'Limits'], 'None.')}

## Input

${orNone(card.inputs.flatMap(inputRows), ['Field', 'Definition', 'Type', 'Required', 'Limits'], 'None.')}
${card.inputs.some(({ source }) => source) ? DYNAMIC_NOTE : ''}
## Output

${table(['Field', 'Key', 'Definition', 'Type'], outputRows('', card.outputs))}

## Call

The flow behind the card calls ${code(card.call.flow)} with \`relative_url\` ${code(card.call.relativeUrl)} and
\`request_method\` ${code(card.call.requestMethod)}; success is ${card.call.statuses.join(' or ')}. Its body:

${partList(card.call.body, 'An empty object.')}

Its headers:

${partList(card.call.headers, 'None of its own.')}

An example of the body and of the answer:

${jsonBlock(example)}

## Errors

${orNone(ownErrors.map(errorRow), ['Code', 'Status', 'Repeat', 'Message', 'What to do'], 'None of its own.')}

Those that every card can meet are listed in [errors.md](../../docs/errors.md).
`;
