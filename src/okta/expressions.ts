// What is understood of Okta's expression language: https://developer.okta.com/docs/reference/okta-expression-language/

/** The attribute of the Okta user profile that an expression is nothing but; undefined for any other expression. */
export const plainVariable = (expression: string): string | undefined => /^user\.(\w+)$/.exec(expression.trim())?.[1];

/** Whether an expression reads an attribute of the Okta user profile. */
export const readsVariable = (expression: string, variable: string): boolean =>
  [...expression.matchAll(/\buser\.(\w+)/g)].some(([, name]) => name === variable);
