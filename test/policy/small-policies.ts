import type { Policy, PolicyAttribute } from '../../src/schema/types.ts';

/** An attribute of a policy that says the least. */
export const one = (more: Partial<PolicyAttribute> = {}): PolicyAttribute => ({
  reference: 'region',
  label: 'Region',
  type: 'string',
  ...more,
});

export const policyOf = (...attributes: PolicyAttribute[]): Policy => ({ version: 1, attributes }) as Policy;
