import type { PatchForm } from './scim.ts';

/** What trying a form of PATCH has shown: an effect, a 400, or 200 without an effect. */
export type FormOutcome = 'works' | 'refused' | 'ignored';

/** Under which name it is remembered what a form does. */
export const FORM_FACTS = {
  'no-path': 'patchWithoutPath',
  'colon-path': 'patchWithColonPath',
} as const satisfies Record<PatchForm, string>;

/** The form to begin with, by what is remembered; undefined: nothing tells. */
export function knownForm(facts: Iterable<{ readonly fact: string; readonly value: string }>): PatchForm | undefined {
  const known = new Map([...facts].map(({ fact, value }) => [fact, value]));
  if (known.get(FORM_FACTS['no-path']) === 'works') return 'no-path';
  return known.get(FORM_FACTS['colon-path']) === 'works' ? 'colon-path' : undefined;
}

/** What is known once a write has had its effect by a form: the second one is tried where the first was refused. */
export const factsOfForm = (form: PatchForm): Readonly<Record<string, FormOutcome>> =>
  form === 'no-path'
    ? { [FORM_FACTS['no-path']]: 'works' }
    : { [FORM_FACTS['no-path']]: 'refused', [FORM_FACTS['colon-path']]: 'works' };
