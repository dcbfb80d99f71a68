import type { Scope } from '../../src/actions/action.ts';
import type { ErrorCode } from '../../src/errors/error-codes.ts';

/** A route that Connector Builder asks while a flow is designed. Its answer is a bare list, as Okta requires. */
export interface DynamicRoute {
  readonly path: string;
  readonly operationId: string;
  /** What Connector Builder makes of the answer. */
  readonly purpose: 'dropdown' | 'fields';
  readonly title: string;
  readonly description: string;
  readonly scope: Scope;
  /** The file in schemas/ that describes the answer. */
  readonly outputSchema: string;
  readonly throws: readonly ErrorCode[];
}

/** The routes that src/http/connector-builder-routes.ts serves. */
export const DYNAMIC_ROUTES: readonly DynamicRoute[] = [
  {
    path: '/v1/options/attributes',
    operationId: 'listAttributeOptions',
    purpose: 'dropdown',
    title: 'List Attribute Options',
    description: 'The user attributes as the entries of a dynamic dropdown.',
    scope: 'omni.attributes.read',
    outputSchema: 'attribute-options.json',
    throws: [],
  },
  {
    path: '/v1/fields/values',
    operationId: 'listValueFields',
    purpose: 'fields',
    title: 'List Value Fields',
    description: 'The user attributes as the dynamic input fields of a card.',
    scope: 'omni.attributes.read',
    outputSchema: 'value-fields.json',
    throws: [],
  },
];
