/** What an argument of Terraform's language holds here. */
export type HclValue = string | number | boolean | readonly HclValue[] | Reference;

/** An expression that is written as it stands, such as `okta_auth_server.connector.id`. */
export interface Reference {
  readonly expression: string;
}

/** An argument, or blocks of its name; what is undefined is left out. */
export type HclBody = Readonly<Record<string, HclValue | HclBlocks | undefined>>;

/** Blocks that stand inside another one, one after the other. */
export interface HclBlocks {
  readonly blocks: readonly HclBody[];
}

export const reference = (expression: string): Reference => ({ expression });
export const blocks = (...bodies: readonly HclBody[]): HclBlocks => ({ blocks: bodies });

const UNKNOWN_ESCAPES: Readonly<Record<string, string>> = { b: '\\u0008', f: '\\u000c' };

/**
 * A text in quotation marks. `${` and `%{` would begin a template, and of JSON's escapes the language knows only some:
 * https://developer.hashicorp.com/terraform/language/expressions/strings
 */
const quoted = (text: string): string =>
  JSON.stringify(text)
    .replaceAll(/\\(.)/g, (whole, letter: string) => UNKNOWN_ESCAPES[letter] ?? whole)
    .replaceAll(/([$%])\{/g, '$1$1{');

function shown(value: HclValue): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object') return String(value);
  return 'expression' in value ? value.expression : `[${value.map(shown).join(', ')}]`;
}

const isBlocks = (value: HclValue | HclBlocks): value is HclBlocks => typeof value === 'object' && 'blocks' in value;

function lines(body: HclBody, indent: string): string[] {
  return Object.entries(body).flatMap(([name, value]) => {
    if (value === undefined) return [];
    if (!isBlocks(value)) return [`${indent}${name} = ${shown(value)}`];
    return value.blocks.flatMap((inner) => ['', `${indent}${name} {`, ...lines(inner, `${indent}  `), `${indent}}`]);
  });
}

/** A block of the file, with what is said about it in front. */
export function hclBlock(head: readonly string[], body: HclBody, comment = ''): string {
  const [kind = '', ...labels] = head;
  const words = comment === '' ? [] : comment.split('\n').map((line) => `# ${line}`.trimEnd());
  return [...words, `${[kind, ...labels.map(quoted)].join(' ')} {`, ...lines(body, '  '), '}'].join('\n');
}
