import { Document, isNode } from 'yaml';
import { readPolicy } from '../../policy/read-policy.ts';
import type { Attribute } from '../../push/attribute.ts';
import type { PolicyAttribute, PolicyValue } from '../../schema/types.ts';

/** Where the values of an attribute come from, by what Okta has. */
export interface FoundSource {
  /** The variable, such as `app.region`. */
  readonly okta: string;
  /** What else is worth knowing, for a comment; empty: nothing. */
  readonly note: string;
}

/** A number stands as one where it is the same number. */
const entryOf = ({ type }: Attribute, text: string): string | number =>
  type === 'number' && String(Number(text)) === text && Number.isSafeInteger(Number(text)) ? Number(text) : text;

function defaultOf(attribute: Attribute): PolicyValue {
  const entries = attribute.defaultValue.map((text) => entryOf(attribute, text));
  return attribute.multiValued ? entries : (entries[0] ?? null);
}

function policyAttribute(attribute: Attribute, source: FoundSource | undefined): PolicyAttribute {
  const { reference, label, type, multiValued, description, defaultValue } = attribute;
  return {
    reference,
    label,
    ...(description !== '' && { description }),
    type,
    ...(multiValued && { multiValued }),
    ...(defaultValue.length > 0 && { default: defaultOf(attribute) }),
    ...(source && { value: { okta: source.okta } }),
  };
}

/** Why an attribute cannot stand in a policy; undefined: it can. */
function problemOf(attribute: PolicyAttribute): string | undefined {
  const { problems = [] } = readPolicy(JSON.stringify({ version: 1, attributes: [attribute] }));
  const [first] = problems;
  return first && `${first.path.replace('/attributes/0', '')} ${first.message}`.trim();
}

const comment = (text: string): string => ` ${text.replace(/\s+/g, ' ')}`;

/**
 * A policy of what exists, as YAML: each attribute of one's own in Omni, with the source of its values where Okta has
 * one. What no policy can hold is left out, and a comment says why.
 *
 * @throws Error when there is nothing to make a policy of
 */
export function policyOf(attributes: readonly Attribute[], sources: ReadonlyMap<string, FoundSource>): string {
  const found = attributes
    .filter(({ system }) => !system)
    .map((attribute) => policyAttribute(attribute, sources.get(attribute.reference)))
    .map((attribute) => ({ attribute, problem: problemOf(attribute) }));
  const held = found.filter(({ problem }) => problem === undefined).map(({ attribute }) => attribute);
  if (held.length === 0) throw new Error('Omni has no attribute that a policy could hold.');
  const document = new Document({ version: 1, unassigned: 'leave', attributes: held });
  for (const [index, { reference }] of held.entries()) {
    const node = document.getIn(['attributes', index], true);
    const { note = 'no source: nothing in Okta feeds it' } = sources.get(reference) ?? {};
    if (isNode(node) && note !== '') node.commentBefore = comment(note);
  }
  const out = found.flatMap(({ attribute, problem }) =>
    problem === undefined ? [] : [comment(`left out: ${attribute.reference}: ${problem}`)],
  );
  if (out.length > 0) document.comment = out.join('\n');
  document.commentBefore = ' Made by policy export of what Omni and Okta have; docs/policy.md explains each line.';
  return document.toString({ lineWidth: 0 });
}
