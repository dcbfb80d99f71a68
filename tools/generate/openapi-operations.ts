import { answerStatus, type Scope, scopesOf } from '../../src/actions/action.ts';
import { errorsOfAction, errorsOfDynamicRoute, errorsWithoutBody, statusesOf } from './action-errors.ts';
import type { AnyAction } from './action-modules.ts';
import { COMPONENT_PREFIX, type Component } from './components.ts';
import { DYNAMIC_ROUTES, type DynamicRoute } from './dynamic-routes.ts';
import { exampleOf } from './example-of.ts';
import { codesWithOutput, failureName } from './failure-components.ts';
import { camelCase, pascalCase } from './naming.ts';
import { errorResponse, errorResponses, okResponse, REQUEST_ID_EXAMPLE, writeResponse } from './openapi-responses.ts';

/** What the two dynamic routes are grouped under. */
export const DYNAMIC_TAG = 'Connector Builder';
/** The name of the security scheme. */
export const SECURITY_SCHEME = 'oauth2';

/** The headers that a caller may send, each described once. */
export const PARAMETER_COMPONENTS = {
  RequestId: {
    name: 'X-Request-Id',
    in: 'header',
    required: false,
    description: 'An id for the log; the answer carries it too. One that is not usable is replaced.',
    schema: { type: 'string', minLength: 1, maxLength: 128, pattern: '^[A-Za-z0-9_.:-]+$' },
    example: REQUEST_ID_EXAMPLE,
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description:
      'With one key an action has one effect, whatever is retried. For example the execution id of the flow and the name of the card.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!-~]+$' },
    example: '3e1f5c7a-0b2d-4f68-9a1c-5d7e9f0b2c4d',
  },
} as const;

/** docs/values.md, Options. */
const OPTIONS_AS_TEXT =
  'Options may also come as exact text: true or false, or a number as it is written; null stands for an empty text.';

const parameter = (name: keyof typeof PARAMETER_COMPONENTS): object => ({ $ref: `#/components/parameters/${name}` });
const security = (scopes: readonly Scope[]): object[] => [{ [SECURITY_SCHEME]: scopes }];

/**
 * 200, and 202 with the same body where the work may go on; the example belongs to the one that it is answered with.
 */
function successResponses(action: AnyAction): Record<string, object> {
  const { name, effect, example, accepted } = action;
  const answer = effect === 'write' ? writeResponse : okResponse;
  const exampleStatus = answerStatus(action, example.output);
  const response = (status: number, description: string): object =>
    answer(description, `${pascalCase(name)}Output`, status === exampleStatus ? example.output : undefined);
  return {
    200: response(200, 'Done.'),
    ...(accepted ? { 202: response(202, 'Accepted: the work goes on as a job.') } : {}),
  };
}

/** The statuses with a code whose body also has the fields of the output. */
const failureResponses = (action: AnyAction): Record<string, object> =>
  Object.fromEntries(
    statusesOf(codesWithOutput(action)).map((status) => [status, errorResponse(status, failureName(action))]),
  );

type Components = ReadonlyMap<string, Component>;

/** An action that needs no field takes a call without a body too. */
const needsBody = ({ name }: AnyAction, components: Components): boolean =>
  [components.get(`${pascalCase(name)}Input`)?.schema.required ?? []].flat().length > 0;

function actionOperation(action: AnyAction, components: Components) {
  const { name, title, description, group, effect, example } = action;
  return {
    operationId: camelCase(name),
    summary: title,
    description,
    tags: [group],
    security: security(scopesOf(action)),
    parameters: [parameter('RequestId'), ...(effect === 'write' ? [parameter('IdempotencyKey')] : [])],
    requestBody: {
      description: OPTIONS_AS_TEXT,
      required: needsBody(action, components),
      content: {
        'application/json': {
          schema: { $ref: `${COMPONENT_PREFIX}${pascalCase(name)}Input` },
          example: example.input,
        },
      },
    },
    responses: {
      ...successResponses(action),
      ...errorResponses(statusesOf(errorsOfAction(action))),
      ...failureResponses(action),
    },
  };
}

function dynamicOperation(route: DynamicRoute, components: Components): object {
  const { operationId, title, description, scope, outputSchema } = route;
  const answer = pascalCase(outputSchema.replace('.json', ''));
  const example = exampleOf(components.get(answer)?.schema ?? {});
  return {
    operationId,
    summary: title,
    description,
    tags: [DYNAMIC_TAG],
    security: security([scope]),
    parameters: [parameter('RequestId')],
    responses: {
      200: okResponse(description, answer, example),
      ...errorResponses(statusesOf(errorsOfDynamicRoute(route))),
    },
  };
}

/** The action ping by GET, without a body: an endpoint that Okta's import can make the flow `_authping` of. */
function pingPath(actions: readonly AnyAction[], components: Components): Record<string, object> {
  const ping = actions.find(({ name }) => name === 'ping');
  if (!ping) return {};
  const { requestBody: _none, ...operation } = actionOperation(ping, components);
  const responses = { ...successResponses(ping), ...errorResponses(statusesOf(errorsWithoutBody(ping))) };
  return { '/v1/ping': { get: { ...operation, operationId: 'testConnection', responses } } };
}

/** The operations that need a token, by path. */
export const tokenPaths = (actions: readonly AnyAction[], components: Components): object =>
  Object.fromEntries([
    ...actions.map((action) => [`/v1/actions/${action.name}`, { post: actionOperation(action, components) }]),
    ...Object.entries(pingPath(actions, components)),
    ...DYNAMIC_ROUTES.map((route) => [route.path, { get: dynamicOperation(route, components) }]),
  ]);
