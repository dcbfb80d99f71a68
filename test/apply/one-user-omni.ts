import type { OmniUser } from '../../src/omni/scim.ts';
import type { OmniSession } from '../../src/omni/session.ts';
import type { WireValue } from '../../src/omni/wire-value.ts';
import type { Attribute } from '../../src/push/attribute.ts';
import { byReference } from '../../src/push/changes.ts';
import { attribute } from '../push/arbitraries.ts';
import { ADA } from './one-user.ts';

/** A write that has reached Omni. */
type Patch = Record<string, WireValue>;

/** Omni in memory, with one user. */
export class OneUserOmni {
  attributes: Attribute[] = ['region', 'tier'].map((reference) => attribute({ id: reference, reference }));
  user: Omit<OmniUser, 'shown'> | undefined = { ...ADA, displayName: '', active: true };
  /** What the user holds, as it is shown. */
  readonly values: Record<string, unknown> = {};
  /** False: it does not show values. */
  shows = true;
  readonly patches: Patch[] = [];
  reads = 0;
  /** Called before the user is shown. */
  onRead: (() => unknown) | undefined;
  /** What becomes of a write that is about to leave; left out: it is done. */
  onPatch: ((patch: Patch, done: () => void) => unknown) | undefined;
  deadline = Number.POSITIVE_INFINITY;

  get byReference(): Map<string, Attribute> {
    return byReference(this.attributes);
  }

  /** The user as a look of now shows them. */
  look(): OmniUser | undefined {
    return this.user && { ...this.user, shown: this.shows ? new Map(Object.entries(this.values)) : undefined };
  }

  session(): OmniSession {
    const session = {
      deadline: this.deadline,
      progress: () => undefined,
      keepPatchForm: () => undefined,
      listAttributes: async () => [...this.attributes],
      readUser: async (id: string) => {
        this.reads += 1;
        await this.onRead?.();
        return id === this.user?.id ? this.look() : undefined;
      },
      patchUser: async (_user: OmniUser, wire: ReadonlyMap<string, WireValue>, ready: () => Promise<void>) => {
        await ready();
        const patch = Object.fromEntries(wire);
        this.patches.push(patch);
        const done = () => Object.assign(this.values, patch);
        if (this.onPatch) await this.onPatch(patch, done);
        else done();
        return 'no-path';
      },
    };
    return session as unknown as OmniSession;
  }
}
