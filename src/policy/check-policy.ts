import { ConnectorError, type ErrorDetail } from '../errors/connector-error.ts';
import type { AttributeShape } from '../push/attribute.ts';
import { coerce } from '../push/coerce.ts';
import { formOf } from '../push/value-rule.ts';
import type { Policy, PolicyAttribute, PolicyGroupRule, PolicySource, PolicyValue } from '../schema/types.ts';
import { ruleText } from './group-rule.ts';
import { hasPlaceholder } from './group-values.ts';
import { allowedText, shapeOf } from './policy-rules.ts';

type Problems = Generator<ErrorDetail>;

/** What a check refuses becomes a problem of its place. */
function* problemOf(path: string, check: () => void): Problems {
  try {
    check();
  } catch (thrown) {
    if (!(thrown instanceof ConnectorError)) throw thrown;
    yield { path, message: thrown.message };
  }
}

/** @returns which of these fields are given, for a sentence */
const given = (fields: Readonly<Record<string, unknown>>): string[] =>
  Object.keys(fields).filter((name) => fields[name] !== undefined);

function* checkAllowed(attribute: PolicyAttribute, path: string): Problems {
  const { type, normalize = 'none', allowed = [] } = attribute;
  if (normalize === 'yes-no' && type !== 'string') {
    yield { path: `${path}/normalize`, message: 'yes-no makes texts: the attribute must have the type string' };
  }
  for (const [index, one] of allowed.entries()) {
    const at = `${path}/allowed/${index}`;
    const wrong = [...problemOf(at, () => allowedText(attribute, one))];
    yield* wrong;
    if (wrong.length === 0 && formOf(normalize, allowedText(attribute, one)) !== allowedText(attribute, one)) {
      yield { path: at, message: `can never be reached: no value looks like this after normalize ${normalize}` };
    }
  }
}

function* checkFixed(shape: AttributeShape, value: PolicyValue | undefined, path: string): Problems {
  if (value !== undefined) yield* problemOf(path, () => coerce(shape, value, 'refuse'));
}

function* checkGift(shape: AttributeShape, { group, value }: PolicyGroupRule, path: string): Problems {
  if (!hasPlaceholder(value)) {
    yield* checkFixed(shape, value, path);
  } else if (group !== undefined) {
    yield { path, message: '$1 is what the * of a groupLike stands for; a group has none' };
  } else {
    // What `*` will stand for is not known, but that it makes a text is.
    const { reference, multiValued } = shape;
    yield* checkFixed({ reference, multiValued, type: 'string' }, value, path);
  }
}

/** The first rule of a group wins, so a second one that asks the same could only surprise. */
function* checkGroups(shape: AttributeShape, rules: readonly PolicyGroupRule[], path: string): Problems {
  const seen = new Set<string>();
  for (const [index, rule] of rules.entries()) {
    const at = `${path}/${index}`;
    const { group, groupLike } = rule;
    if (given({ group, groupLike }).length !== 1) {
      yield { path: at, message: 'must have either group or groupLike' };
      continue;
    }
    const text = ruleText(rule);
    if (seen.has(text)) yield { path: at, message: `there is a rule for ${text} above already` };
    seen.add(text);
    yield* checkGift(shape, rule, `${at}/value`);
  }
}

function* checkSource(shape: AttributeShape, source: PolicySource, path: string): Problems {
  const { okta, groups, combine, otherwise } = source;
  if (given({ okta, groups }).length !== 1) {
    yield { path, message: 'must have either okta or groups' };
    return;
  }
  const beside = okta === undefined ? [] : given({ combine, otherwise });
  for (const name of beside) yield { path: `${path}/${name}`, message: 'goes with groups, not with okta' };
  if (combine === 'union' && !shape.multiValued) {
    yield { path: `${path}/combine`, message: 'union gives several values: the attribute must be multiValued' };
  }
  if (!groups) return;
  yield* checkGroups(shape, groups, `${path}/groups`);
  yield* checkFixed(shape, otherwise, `${path}/otherwise`);
}

function* checkAttribute(attribute: PolicyAttribute, path: string): Problems {
  const wrong = [...checkAllowed(attribute, path)];
  yield* wrong;
  // The other values are compared with the allowed ones.
  if (wrong.length > 0) return;
  // Made once: it holds all allowed values, and there may be as many rules.
  const shape = shapeOf(attribute);
  yield* checkFixed(shape, attribute.default, `${path}/default`);
  if (attribute.value) yield* checkSource(shape, attribute.value, `${path}/value`);
}

/**
 * What is wrong with a policy that has the right form, each with its JSON pointer: rules that contradict each other,
 * and values that could never be written.
 */
export function* checkPolicy({ attributes }: Policy): Problems {
  const seen = new Set<string>();
  for (const [index, attribute] of attributes.entries()) {
    const path = `/attributes/${index}`;
    if (seen.has(attribute.reference)) {
      yield { path: `${path}/reference`, message: `${attribute.reference} has an entry above already` };
    }
    seen.add(attribute.reference);
    yield* checkAttribute(attribute, path);
  }
}
