import { auditedOkta } from '../apply/audited-okta.ts';
import type { ApplyContext } from '../apply/context.ts';
import { deleteDefinition } from '../apply/delete-definition.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import { readMappingIfAny } from '../okta/mapping-if-any.ts';
import type { OktaMapping } from '../okta/mappings.ts';
import type { OktaSession } from '../okta/okta-org.ts';
import { appAttributeOf, plainVariable, readsVariable } from '../okta/omni-app-attributes.ts';
import type { OktaSchema } from '../okta/schemas.ts';
import type { Attribute } from '../push/attribute.ts';
import { byReference } from '../push/changes.ts';
import type { RemoveSyncedAttributeInput, RemoveSyncedAttributeOutput } from '../schema/types.ts';
import { setupAnswer } from './setup-answer.ts';
import { type PlannedStep, takeSteps } from './take-steps.ts';

/** All that is needed to plan the removal. */
interface Sides {
  readonly userSchema: OktaSchema;
  readonly appSchema: OktaSchema;
  /** Undefined where the app has none, as with provisioning switched off. */
  readonly mapping: OktaMapping | undefined;
}

/** @throws ConnectorError ATTRIBUTE_DELETE_UNCONFIRMED, ATTRIBUTE_DELETE_DISABLED */
function refuseUnconfirmed({ settings }: ApplyContext, input: RemoveSyncedAttributeInput): void {
  const { reference, confirmReference, removeOktaAttribute = false, deleteOmniAttribute = false } = input;
  if (deleteOmniAttribute && !settings.allowAttributeDelete) throw new ConnectorError('ATTRIBUTE_DELETE_DISABLED');
  if ((removeOktaAttribute || deleteOmniAttribute) && confirmReference !== reference) {
    const details = [{ path: '/confirmReference', message: 'must repeat the reference' }];
    throw new ConnectorError('ATTRIBUTE_DELETE_UNCONFIRMED', { reference }, details);
  }
}

async function readSides(okta: OktaSession): Promise<Sides> {
  const [userSchema, appSchema, mapping] = await Promise.all([
    okta.userSchema(),
    okta.appSchema(),
    readMappingIfAny(okta),
  ]);
  return { userSchema, appSchema, mapping };
}

const refuseVariable = (action: string, message: string): never => {
  const path = '/oktaVariable';
  throw new ConnectorError('BODY_INVALID', { action, problem: `${path} ${message}` }, [{ path, message }]);
};

/**
 * The attribute of the Okta profile that feeds the reference. Removing one takes every user's value, so it is never
 * guessed: without a plain mapping the caller has to name it, and must not name one that the mapping does not read.
 *
 * @returns empty when there is none
 * @throws ConnectorError BODY_INVALID
 */
function oktaVariableOf(
  action: string,
  { reference, oktaVariable, removeOktaAttribute }: RemoveSyncedAttributeInput,
  { userSchema }: Sides,
  expression: string | undefined,
): string {
  if (oktaVariable && expression && !readsVariable(expression, oktaVariable)) {
    return refuseVariable(action, 'is not what the mapping reads');
  }
  const variable = oktaVariable ?? plainVariable(expression ?? '');
  if (variable || !removeOktaAttribute || !(expression || userSchema.custom.has(reference))) return variable ?? '';
  return refuseVariable(action, 'must be named: no plain mapping tells which attribute feeds the reference');
}

/** @throws ConnectorError OKTA_ATTRIBUTE_IN_USE when the attribute feeds other attributes of the app as well */
function refuseShared({ mapping }: Sides, appVariable: string, variable: string): void {
  const users = [...(mapping?.properties ?? [])].filter(
    ([name, { expression }]) => name !== appVariable && readsVariable(expression, variable),
  );
  if (users.length === 0) return;
  throw new ConnectorError('OKTA_ATTRIBUTE_IN_USE', { variable, users: users.map(([name]) => name).join(', ') });
}

function mappingStep(okta: OktaSession, { mapping }: Sides, reference: string, appVariable: string): PlannedStep {
  if (!mapping?.properties.has(appVariable)) {
    return { step: 'mapping', status: 'already', detail: `Nothing is mapped to ${reference}.` };
  }
  const write = () => okta.writeMapping(mapping.id, appVariable, undefined);
  return { step: 'mapping', subject: `The mapping to ${appVariable}`, verb: 'removed', write };
}

function appStep(okta: OktaSession, reference: string, appVariable: string): PlannedStep {
  const step = 'omni-app-attribute';
  const subject = `The attribute ${appVariable} of the Omni app's profile`;
  if (appVariable)
    return { step, subject, verb: 'removed', write: () => okta.writeAppAttribute(appVariable, undefined) };
  return { step, status: 'already', detail: `No attribute of the Omni app's profile is sent as ${reference}.` };
}

function userStep(okta: OktaSession, { userSchema }: Sides, variable: string, isAsked: boolean): PlannedStep {
  const step = 'okta-profile-attribute';
  const subject = `The attribute ${variable} of the Okta user profile`;
  if (userSchema.base.has(variable)) return { step, status: 'kept', detail: `${subject} is Okta's own and stays.` };
  if (!isAsked) {
    return { step, status: 'kept', detail: "The Okta user profile was not touched: it holds the users' values." };
  }
  if (!userSchema.custom.has(variable)) {
    return { step, status: 'already', detail: 'The Okta user profile has no such attribute.' };
  }
  return { step, subject, verb: 'removed', write: () => okta.writeUserAttribute(variable, undefined) };
}

function omniStep(
  context: ApplyContext,
  attribute: Attribute | undefined,
  reference: string,
  isAsked: boolean,
): PlannedStep {
  const step = 'omni-attribute';
  const subject = `The attribute ${reference} in Omni`;
  if (!isAsked) return { step, status: 'kept', detail: `${subject} and the users' values were not touched.` };
  if (!attribute) return { step, status: 'already', detail: `Omni has no attribute ${reference}.` };
  return { step, subject, verb: 'deleted', write: () => deleteDefinition(context, attribute) };
}

/**
 * Takes one attribute out of the sync: the mapping, then the Omni app's attribute. What holds users' values, the Okta
 * profile attribute and the Omni attribute, is only removed when asked and confirmed.
 *
 * @throws ConnectorError when something does not fit; nothing has been written then
 */
export async function removeSyncedAttribute(
  context: ApplyContext,
  input: RemoveSyncedAttributeInput,
): Promise<RemoveSyncedAttributeOutput> {
  const { reference, removeOktaAttribute = false, deleteOmniAttribute = false, dryRun = false } = input;
  refuseUnconfirmed(context, input);
  const okta = auditedOkta(context);
  const sides = await readSides(okta);
  const definitions = deleteOmniAttribute ? await context.omni.listAttributes(0) : [];
  const attribute = byReference(definitions).get(reference);
  if (attribute?.system) throw new ConnectorError('ATTRIBUTE_SYSTEM', { reference });

  const appVariable = appAttributeOf(sides.appSchema, reference)?.variable ?? '';
  const expression = sides.mapping?.properties.get(appVariable)?.expression;
  const oktaVariable = oktaVariableOf(context.action, input, sides, expression);
  if (removeOktaAttribute) refuseShared(sides, appVariable, oktaVariable);

  const steps = [
    mappingStep(okta, sides, reference, appVariable),
    appStep(okta, reference, appVariable),
    userStep(okta, sides, oktaVariable, removeOktaAttribute),
    omniStep(context, attribute, reference, deleteOmniAttribute),
  ];
  const walk = await takeSteps(steps, dryRun, (detail) => context.omni.progress(`so far: ${detail}`));
  return setupAnswer({ reference, oktaVariable, appVariable }, walk, dryRun);
}
