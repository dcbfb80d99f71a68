import type { Clock } from '../../src/base/clock.ts';
import { asList } from './as-list.ts';
import { type AttributeDefinition, Attributes } from './attributes.ts';
import { Groups } from './groups.ts';
import type { OmniConnection, OmniConnectionEnvironment, OmniModel } from './stored-models.ts';
import { mapValues, type StoredValues } from './stored-values.ts';
import type { OmniSwitches } from './switches.ts';
import { type OmniUser, Users } from './users.ts';

/** Somebody who receives deliveries and has no account. */
export interface EmailOnlyUser {
  readonly id: string;
  readonly email: string;
  values: StoredValues;
}

/** A user of an embedded Omni: listed, read and deleted only. */
export interface EmbedUser {
  readonly id: string;
  readonly userName: string;
  readonly displayName: string;
  readonly active: boolean;
  readonly created: string;
  readonly embedEmail: string | null;
  readonly embedEntity: string | null;
  readonly embedExternalId: string;
  readonly values: StoredValues;
}

export interface SelectableValues {
  readonly values: readonly string[];
  readonly allow_any_value: boolean;
}

interface InstanceOptions {
  readonly clock: Clock;
  readonly switches: OmniSwitches;
  /** Makes uuids. */
  readonly uuid: () => string;
}

/** Everything one local Omni holds and goes by. */
export class OmniInstance {
  readonly clock: Clock;
  /** May change between two requests. */
  readonly switches: OmniSwitches;
  readonly uuid: () => string;
  readonly attributes = new Attributes();
  readonly users = new Users();
  readonly groups = new Groups();
  readonly embedUsers = new Map<string, EmbedUser>();
  /** By e-mail address in lower case. */
  readonly emailOnlyUsers = new Map<string, EmailOnlyUser>();
  /** By definition, then by membership id or group id. */
  readonly selectableValues = new Map<string, Map<string, SelectableValues>>();
  /** By id. */
  readonly models = new Map<string, OmniModel>();
  /** By the name of a topic, then by user name in lower case, or '' for the owner of the key. */
  readonly rowCounts = new Map<string, Map<string, number>>();
  /** By id. */
  readonly connections = new Map<string, OmniConnection>();
  readonly connectionEnvironments: OmniConnectionEnvironment[] = [];
  /** Whether the newcomer of the switch `pageShift` has appeared. */
  pageShifted = false;

  constructor({ clock, switches, uuid }: InstanceOptions) {
    this.clock = clock;
    this.switches = switches;
    this.uuid = uuid;
  }

  get delayMs(): number {
    return Number(this.switches.delayMs);
  }

  /** ISO 8601. */
  timestamp(): string {
    return new Date(this.clock.now()).toISOString();
  }

  /** The definitions that a caller can see and use now. */
  visibleAttributes(): AttributeDefinition[] {
    return this.attributes.visible(this.clock.now(), this.delayMs);
  }

  removeUser(user: OmniUser): void {
    this.users.remove(user);
    this.groups.forget(user.id);
  }

  /** A definition that has become multi-valued takes the stored values along. */
  replaceAttribute(after: AttributeDefinition): void {
    this.attributes.replace(after);
    if (!after.multiple_values) return;
    for (const user of this.users.all) {
      user.values.rewrite((values) =>
        mapValues(values, (value, name) => (name === after.name ? asList(value) : value)),
      );
    }
  }

  /**
   * https://docs.omni.co/api/user-attributes/delete-a-user-attribute-definition.md - every user's value goes with it
   */
  removeAttribute({ id, name }: AttributeDefinition): void {
    const without = ({ [name]: _gone, ...kept }: StoredValues): StoredValues => kept;
    this.attributes.remove(id);
    for (const user of this.users.all) user.values.rewrite(without);
    for (const user of this.emailOnlyUsers.values()) user.values = without(user.values);
  }
}
