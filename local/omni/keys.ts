import { randomUUID } from 'node:crypto';

export type OmniRole = 'ORG_ADMIN' | 'MEMBER';

/** What the local Omni knows about a key. */
export interface OmniKey {
  readonly token: string;
  readonly scope: 'organization' | 'user';
  role: OmniRole;
  /** A custom role lets a member manage user attributes, of which whoami says nothing. */
  managesAttributes: boolean;
  disabled: boolean;
  /** The person behind the key, as whoami tells it. */
  readonly user: { readonly id: string; readonly membershipId: string };
}

/** The API keys of one local Omni, made at run time: one organization key and one personal token to begin with. */
export class OmniKeys {
  readonly #keys: OmniKey[] = [];
  readonly personal: string;

  constructor() {
    this.addOrganizationKey();
    this.personal = this.#add('user', 'ORG_ADMIN').token;
  }

  /** The organization keys in the order in which they were made. */
  get organization(): string[] {
    return this.#keys.filter((key) => key.scope === 'organization').map((key) => key.token);
  }

  /** @returns the new key */
  addOrganizationKey({ role = 'ORG_ADMIN' }: { role?: OmniRole } = {}): string {
    return this.#add('organization', role).token;
  }

  find(token: string): OmniKey | undefined {
    return this.#keys.find((key) => key.token === token);
  }

  setRole(token: string, role: OmniRole): void {
    this.#get(token).role = role;
  }

  allowAttributes(token: string): void {
    this.#get(token).managesAttributes = true;
  }

  disable(token: string): void {
    this.#get(token).disabled = true;
  }

  enable(token: string): void {
    this.#get(token).disabled = false;
  }

  #get(token: string): OmniKey {
    const key = this.find(token);
    if (!key) throw new RangeError('This local Omni has no such key.');
    return key;
  }

  #add(scope: OmniKey['scope'], role: OmniRole): OmniKey {
    const user = { id: randomUUID(), membershipId: randomUUID() };
    const key: OmniKey = { token: randomUUID(), scope, role, managesAttributes: false, disabled: false, user };
    this.#keys.push(key);
    return key;
  }
}
