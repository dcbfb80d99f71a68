import type { DefaultValue } from './bodies.ts';

/** A definition as `GET /api/v1/user-attributes` shows it: always all eight keys. */
export interface AttributeDefinition {
  /** A uuid; empty for system attributes. */
  readonly id: string;
  /** The reference: the key in SCIM. */
  readonly name: string;
  readonly label: string;
  readonly type: 'String' | 'Number';
  readonly multiple_values: boolean;
  readonly default_value: DefaultValue;
  readonly description: string | null;
  readonly system: boolean;
}

const system = (name: string, label: string, multiple_values = false): AttributeDefinition => ({
  id: '',
  name,
  label,
  type: 'String',
  multiple_values,
  default_value: null,
  description: null,
  system: true,
});

/** Twelve as on a real instance. Eight names are known; the last four are stand-ins, recognisable by the flag alone. */
const SYSTEM_ATTRIBUTES: readonly AttributeDefinition[] = [
  system('omni_user_id', 'User ID'),
  system('omni_user_email', 'Email'),
  system('omni_user_name', 'Name'),
  system('omni_user_timezone', 'Timezone'),
  system('omni_is_org_admin', 'Is Organization Admin'),
  system('omni_user_groups', 'Groups', true),
  system('omni_user_embed_entity', 'Embed entity'),
  system('omni_allows_personal_content', 'Allows personal content'),
  system('omni_stand_in_1', 'Stand-in 1'),
  system('omni_stand_in_2', 'Stand-in 2'),
  system('omni_stand_in_3', 'Stand-in 3'),
  system('omni_stand_in_4', 'Stand-in 4'),
];

interface Entry {
  definition: AttributeDefinition;
  /** Milliseconds; before that (plus the delay) nobody sees the definition. */
  readonly createdAt: number;
}

/** The definitions of one instance, system ones first, then in the order of creation. */
export class Attributes {
  #entries: Entry[] = SYSTEM_ATTRIBUTES.map((definition) => ({ definition, createdAt: Number.NEGATIVE_INFINITY }));

  /** Every definition, fresh ones too. */
  get all(): AttributeDefinition[] {
    return this.#entries.map(({ definition }) => definition);
  }

  /** What somebody sees at `now`, when a fresh definition needs `delayMs` to show. */
  visible(now: number, delayMs: number): AttributeDefinition[] {
    return this.#entries.filter(({ createdAt }) => createdAt + delayMs <= now).map(({ definition }) => definition);
  }

  byName(name: string): AttributeDefinition | undefined {
    return this.all.find((definition) => definition.name === name);
  }

  /** Of custom definitions: those of the system share the empty id. */
  byId(id: string): AttributeDefinition | undefined {
    return this.all.find((definition) => definition.id === id);
  }

  add(definition: AttributeDefinition, createdAt: number): void {
    this.#entries.push({ definition, createdAt });
  }

  replace(definition: AttributeDefinition): void {
    for (const entry of this.#entries) if (entry.definition.id === definition.id) entry.definition = definition;
  }

  remove(id: string): void {
    this.#entries = this.#entries.filter(({ definition }) => definition.id !== id);
  }
}
