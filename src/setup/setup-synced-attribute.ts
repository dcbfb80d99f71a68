import { auditedOkta } from '../apply/audited-okta.ts';
import type { ApplyContext } from '../apply/context.ts';
import { defineAttribute } from '../apply/define-attributes.ts';
import { unconfirmed } from '../apply/definition-impact.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import { readMappingIfAny } from '../okta/mapping-if-any.ts';
import type { OktaMapping, PropertyMapping } from '../okta/mappings.ts';
import type { OktaSession } from '../okta/okta-org.ts';
import { plainVariable, readsGroups, readsVariable, STALE_GROUPS } from '../okta/omni-app-attributes.ts';
import { readProvisioning } from '../okta/provisioning.ts';
import type { OktaSchema } from '../okta/schemas.ts';
import type { OktaUserType } from '../okta/user-types.ts';
import type { SetupSyncedAttributeInput, SetupSyncedAttributeOutput } from '../schema/types.ts';
import { type AppAttributeToSync, planAppAttribute } from './app-attribute.ts';
import { readChoices } from './choices.ts';
import { PUSH_STATUS, planMapping, refuseMapped } from './mapping.ts';
import { setupAnswer } from './setup-answer.ts';
import type { AttributePlan } from './synced-attribute.ts';
import { type PlannedStep, takeSteps } from './take-steps.ts';
import { planUserAttribute } from './user-attribute.ts';

type ValuesFrom = NonNullable<SetupSyncedAttributeInput['valuesFrom']>;

const VERBS = { create: 'created', change: 'set right' } as const;

/** No API gives values to everybody, and which ones is the admin's to say. */
const VALUES: Readonly<Record<ValuesFrom, PlannedStep>> = {
  mapping: {
    step: 'values',
    status: 'manual',
    detail: 'Give the users their values, in Okta or with set-okta-values; sync-from-okta then pushes them to Omni.',
  },
  groups: {
    step: 'values',
    status: 'manual',
    detail:
      'Give the groups their values: Applications > Omni > Assignments > Groups. The group with the higher priority wins, lists are joined; sync-from-okta then pushes them to Omni.',
  },
};

/** A plan of one attribute as a step. */
function attributeStep(
  step: 'okta-profile-attribute' | 'omni-app-attribute',
  subject: string,
  plan: AttributePlan,
  write: OktaSession['writeUserAttribute'],
): PlannedStep {
  const { note = '' } = plan;
  if (plan.kind === 'none') {
    return { step, status: 'already', detail: `${subject} is as wanted already. ${note}`.trimEnd() };
  }
  return { step, subject, verb: VERBS[plan.kind], note, write: () => write(plan.variable, plan.property) };
}

/**
 * The attribute of the Okta profile that feeds the reference. An expression of several attributes, or of one with
 * another name, needs none that bears the reference's name.
 */
function oktaVariableOf({ reference, oktaVariable, mappingExpression }: SetupSyncedAttributeInput): string | undefined {
  if (oktaVariable) return oktaVariable;
  if (!mappingExpression) return reference;
  return plainVariable(mappingExpression) ?? (readsVariable(mappingExpression, reference) ? reference : undefined);
}

/** The attribute in Omni as a step, and as it will be. */
async function planOmni(context: ApplyContext, input: SetupSyncedAttributeInput) {
  const define = (dryRun: boolean) => defineAttribute(context, input, { expects: 'either', dryRun });
  const { status, attribute, impact } = await define(true);
  // Said before the first write, as all that does not fit; the write counts and judges anew.
  if (impact.needsConfirmation && !input.dryRun) throw unconfirmed(input.reference, impact);
  const subject = `The attribute ${input.reference} in Omni`;
  const { usersFollowingDefault: followers } = impact;
  const note = followers > 0 ? `Users who follow its default: ${followers}.` : '';
  const step: PlannedStep =
    status === 'created' || status === 'updated'
      ? { step: 'omni-attribute', subject, verb: status, note, write: () => define(false) }
      : { step: 'omni-attribute', status: 'already', detail: `${subject} is as wanted already.` };
  return { step, attribute };
}

/** Which profiles the set-up has not looked at. */
function otherTypes(types: readonly OktaUserType[]): string {
  const others = types.filter(({ isDefault }) => !isDefault).map(({ name }) => name);
  if (others.length === 0) return '';
  return `Only the default user type is set up: users of the type ${others.join(', ')} have a profile and a mapping of their own.`;
}

async function userStep(
  okta: OktaSession,
  schema: OktaSchema,
  variable: string | undefined,
  wanted: AppAttributeToSync,
): Promise<PlannedStep> {
  const step = 'okta-profile-attribute';
  if (wanted.fromGroups) return { step, status: 'already', detail: 'Groups give the values, so none is needed.' };
  if (!variable) {
    return {
      step,
      status: 'already',
      detail: 'The expression reads other attributes, so none of this name is needed.',
    };
  }
  const write: OktaSession['writeUserAttribute'] = (...one) => okta.writeUserAttribute(...one);
  const subject = `The attribute ${variable} of the Okta user profile`;
  const note = otherTypes(await okta.userTypes());
  return attributeStep(step, subject, { ...planUserAttribute(schema, variable, wanted), note }, write);
}

function mappingStep(
  okta: OktaSession,
  mapping: OktaMapping,
  appVariable: string,
  wanted: PropertyMapping,
): PlannedStep {
  const step = 'mapping';
  const subject = `The mapping from ${wanted.expression} to the Omni app's ${appVariable}`;
  const note = readsGroups(wanted.expression) ? STALE_GROUPS : '';
  const plan = planMapping(mapping, appVariable, wanted);
  if (plan === 'none') return { step, status: 'already', detail: `${subject} is as wanted already. ${note}`.trimEnd() };
  return { step, subject, verb: VERBS[plan], note, write: () => okta.writeMapping(mapping.id, appVariable, wanted) };
}

/** The step `mapping` where groups give the values. @throws ConnectorError OKTA_MAPPING_CONFLICT */
async function unmappedStep(okta: OktaSession, appVariable: string): Promise<PlannedStep> {
  refuseMapped(await readMappingIfAny(okta), appVariable);
  return { step: 'mapping', status: 'already', detail: "Nothing is mapped, so the values of the app's groups count." };
}

async function provisioningStep(okta: OktaSession): Promise<PlannedStep> {
  const { isComplete, detail } = await readProvisioning(okta);
  return { step: 'provisioning', status: isComplete ? 'already' : 'manual', detail };
}

/** What is said about the mapping has no meaning without one. @throws ConnectorError BODY_INVALID */
function refuseMappingWords(action: string, input: SetupSyncedAttributeInput): void {
  const name = (['oktaVariable', 'mappingExpression', 'applyOn'] as const).find((one) => input[one] !== undefined);
  if (!name) return;
  const [path, message] = [`/${name}`, 'has no meaning with valuesFrom groups: nothing is mapped then'];
  throw new ConnectorError('BODY_INVALID', { action, problem: `${path} ${message}` }, [{ path, message }]);
}

/** Reads both sides and plans all that has to be written. Whatever does not fit is thrown before the first write. */
async function plan(context: ApplyContext, okta: OktaSession, input: SetupSyncedAttributeInput) {
  const { reference, label, type, description = '', appVariable: named, valuesFrom = 'mapping' } = input;
  const fromGroups = valuesFrom === 'groups';
  if (fromGroups) refuseMappingWords(context.action, input);
  const choices = readChoices(context.action, type, input.enum ?? []);
  const omni = await planOmni(context, input);
  const references = new Set((await context.omni.listAttributes()).map((one) => one.reference));
  const [userSchema, appSchema] = await Promise.all([okta.userSchema(), okta.appSchema()]);

  const { multiValued } = omni.attribute;
  const wanted = { reference, label, type, description, choices, multiValued, appVariable: named, fromGroups };
  const oktaVariable = fromGroups ? undefined : oktaVariableOf(input);
  const appPlan = planAppAttribute(appSchema, (name) => references.has(name), wanted);
  const appVariable = appPlan.variable;
  const expression = input.mappingExpression?.trim() ?? `user.${oktaVariable}`;
  const pushStatus = PUSH_STATUS[input.applyOn ?? 'create-and-update'];
  const steps: PlannedStep[] = [
    omni.step,
    await userStep(okta, userSchema, oktaVariable, wanted),
    attributeStep('omni-app-attribute', `The attribute ${appVariable} of the Omni app's profile`, appPlan, (...one) =>
      okta.writeAppAttribute(...one),
    ),
    fromGroups
      ? await unmappedStep(okta, appVariable)
      : mappingStep(okta, await okta.mapping(), appVariable, { expression, pushStatus }),
    await provisioningStep(okta),
    VALUES[valuesFrom],
  ];
  return { steps, names: { reference, oktaVariable: oktaVariable ?? '', appVariable } };
}

/**
 * Makes one attribute exist in Omni, in the Okta user profile and in the Omni app's profile, and maps the latter two.
 * Repeating it writes only what is missing.
 *
 * @throws ConnectorError when something does not fit; nothing has been written then
 */
export async function setupSyncedAttribute(
  context: ApplyContext,
  input: SetupSyncedAttributeInput,
): Promise<SetupSyncedAttributeOutput> {
  const { dryRun = false } = input;
  const okta = auditedOkta(context);
  const { steps, names } = await plan(context, okta, input);
  const walk = await takeSteps(steps, dryRun, (detail) => context.omni.progress(`so far: ${detail}`));
  return setupAnswer(names, walk, dryRun);
}
