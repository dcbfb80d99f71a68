/** A group: it carries no attributes. */
export interface OmniGroup {
  /** 8 characters. */
  readonly id: string;
  displayName: string;
  /** Membership ids. */
  memberIds: readonly string[];
}

/** The groups of one instance in the order of creation. */
export class Groups {
  #groups: OmniGroup[] = [];

  get all(): readonly OmniGroup[] {
    return this.#groups;
  }

  byId(id: string): OmniGroup | undefined {
    return this.#groups.find((group) => group.id === id);
  }

  byDisplayName(displayName: string): OmniGroup | undefined {
    return this.#groups.find((group) => group.displayName === displayName);
  }

  ofMember(userId: string): OmniGroup[] {
    return this.#groups.filter(({ memberIds }) => memberIds.includes(userId));
  }

  add(group: OmniGroup): void {
    this.#groups.push(group);
  }

  remove(id: string): void {
    this.#groups = this.#groups.filter((group) => group.id !== id);
  }

  /** Takes a user out of every group. */
  forget(userId: string): void {
    for (const group of this.#groups) group.memberIds = group.memberIds.filter((id) => id !== userId);
  }
}
