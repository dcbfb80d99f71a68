import type { JsonObject } from '../../src/base/is-object.ts';
import { own } from './json-object.ts';

/** What an expression may read. */
export interface ExpressionInput {
  readonly user: JsonObject;
  /** The names of the user's groups. */
  readonly groups: ReadonlySet<string>;
}

type Evaluate = (input: ExpressionInput) => unknown;

const GROUP_CHOICE = /^isMemberOfGroupName\("([^"]+)"\)\s*\?\s*"([^"]*)"\s*:\s*"([^"]*)"$/;

/**
 * What an expression comes to: https://developer.okta.com/docs/reference/okta-expression-language/. Understood are
 * plain ones such as `user.region`, and `isMemberOfGroupName("Sales") ? "emea" : "none"`; undefined for any other.
 */
export function readExpression(expression: string): Evaluate | undefined {
  const text = expression.trim();
  const [, variable] = /^user\.(\w+)$/.exec(text) ?? [];
  if (variable) return ({ user }) => own(user, variable);
  const [, group, yes, no] = GROUP_CHOICE.exec(text) ?? [];
  return group === undefined ? undefined : ({ groups }) => (groups.has(group) ? yes : no);
}

/** Whether an expression asks for group memberships. */
export const asksForGroups = (expression: string): boolean => expression.includes('isMemberOf');
