import { scopesOf } from '../../../src/actions/action.ts';
import { isRetryable } from '../../../src/errors/connector-error.ts';
import { ERROR_CODES, type ErrorCode } from '../../../src/errors/error-codes.ts';
import type { JsonSchema } from '../../../src/schema/validator.ts';
import { errorsOfAction } from '../action-errors.ts';
import type { AnyAction } from '../action-modules.ts';
import { type Component, inlined } from '../components.ts';
import { pascalCase } from '../naming.ts';
import { propertiesOf } from '../subschemas.ts';
import type { Card, CardError } from './card.ts';
import { cardField } from './card-field.ts';
import { cardForm } from './card-inputs.ts';

const errorEntry = (code: ErrorCode): CardError => {
  const { status, message, fix } = ERROR_CODES[code];
  return { code, status, retryable: isRetryable(code), message, fix };
};

/**
 * The card of an action, for building it in Integration Builder or Connector Builder.
 *
 * @throws Error when a schema is missing or has a field that a card cannot show
 */
export function cardOf(action: AnyAction, components: ReadonlyMap<string, Component>, connectorVersion: string): Card {
  const schemaOf = (side: 'Input' | 'Output'): JsonSchema => {
    const component = components.get(pascalCase(action.name) + side);
    if (!component) throw new Error(`the card of ${action.name} lacks its ${side.toLowerCase()} schema`);
    return inlined(components, component.schema);
  };
  const { options, inputs, body, headers } = cardForm(action, schemaOf('Input'));
  return {
    action: action.name,
    name: action.title,
    description: action.description,
    group: action.group,
    connectorVersion,
    scopes: scopesOf(action),
    effect: action.effect,
    options,
    inputs,
    outputs: propertiesOf(schemaOf('Output')).map(([key, schema]) => cardField(key, schema)),
    call: {
      flow: 'httpHelper',
      relativeUrl: `/v1/actions/${action.name}`,
      requestMethod: 'POST',
      headers,
      body,
      statuses: action.accepted ? [200, 202] : [200],
    },
    errors: [...errorsOfAction(action)].map(errorEntry),
  };
}
