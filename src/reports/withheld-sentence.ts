import type { WithheldReason } from '../omni/withheld.ts';

const WHY: Record<WithheldReason, string> = {
  missing: 'this Omni instance does not have it',
  forbidden: 'this key may not read it: use the key of an Organization Admin',
  'not-understood': 'its answer is not as Omni publishes it',
  'too-large': 'its files are larger than can be read',
  failing: 'Omni fails to answer it, again and again, and answers other requests',
  endless: 'its pages lead back to one that was read before, or have no end',
};

/** Why something of Omni is not known. @param what as "the list of models" */
export const withheldSentence = (what: string, reason: WithheldReason): string =>
  `${what} could not be read: ${WHY[reason]}.`;
