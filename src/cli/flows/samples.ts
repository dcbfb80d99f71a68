import type { OktaOrgDouble } from '../../../local/okta-org/okta-org-double.ts';
import type { EventCard } from '../../../local/simulator/deliver-events.ts';
import type { ValueObject } from '../../../local/simulator/value.ts';
import { readSample, type Sandbox } from '../sandbox/start-sandbox.ts';

/** The reference and the Okta attribute that the packs name until an admin changes them. */
const REFERENCE = 'blob_entity';
const MAPPED = 'department';
const LABEL = 'Blob Entity';
const OMNI_NAMESPACE = 'urn:omni:params:1.0:UserAttribute';
const DEPARTMENTS = ['north', 'south', 'west'];

/** Makes in the local Omni and the local Okta what the packs expect of an org: the attribute, mapped, and values. */
export function furnish({ omni, oktaOrg }: Sandbox): void {
  omni.addAttribute({ name: REFERENCE, label: LABEL, type: 'String', multiple_values: false, default_value: null });
  oktaOrg.addUserAttribute(REFERENCE, { title: LABEL, type: 'string' });
  const names = { externalName: REFERENCE, externalNamespace: OMNI_NAMESPACE };
  oktaOrg.addAppAttribute(REFERENCE, { title: LABEL, type: 'string', scope: 'NONE', ...names });
  oktaOrg.setMapping(REFERENCE, { expression: `user.${REFERENCE}`, pushStatus: 'PUSH' });
  for (const [index, { id }] of oktaOrg.state.users.entries()) {
    const department = DEPARTMENTS[index % DEPARTMENTS.length] ?? '';
    oktaOrg.updateProfile(id, { [MAPPED]: department, [REFERENCE]: department });
  }
}

/** What helper flows are given that are started without input. */
const INPUTS: Readonly<Record<string, () => ValueObject>> = {
  'Set Up Synced Attribute': () => {
    const { reference, label, type } = JSON.parse(readSample('okta-guide.json')).attribute;
    return { reference, label, type, multiValued: false, apply: true };
  },
  'Call Any Action': () => ({ action: 'ping', body: {} }),
};

export const sampleInput = (flow: string): ValueObject => INPUTS[flow]?.() ?? {};

/** An event as Okta sends it, about the first user of the org; fields that its kind does not have are left out. */
export function sampleEvent(org: OktaOrgDouble, { title, fields }: EventCard, now: number): ValueObject {
  const [user] = org.state.users;
  const time = new Date(now).toISOString();
  const event: ValueObject = {
    'Date and Time': time,
    'Event Time': time,
    'Event ID': `delivery-${now}`,
    UUID: `event-${now}`,
    Message: title,
    'Okta User': {
      ID: user?.id ?? '',
      'Alternate ID': String(user?.profile.login ?? ''),
      'Display Name': String(user?.profile.login ?? ''),
      Type: 'User',
    },
  };
  return Object.fromEntries(Object.entries(event).filter(([field]) => fields.includes(field)));
}
