/** Whether somebody holds a grant; `unknown` where Omni does not show, or have, what decides about it. */
export type Held = 'yes' | 'no' | 'unknown';

/** All of them: one that is not held is enough for no. */
export function heldByAll(parts: readonly Held[]): Held {
  if (parts.includes('no')) return 'no';
  return parts.includes('unknown') ? 'unknown' : 'yes';
}

/** Any of them: one that is held is enough for yes. */
function heldByAny(parts: readonly Held[]): Held {
  if (parts.includes('yes')) return 'yes';
  return parts.includes('unknown') ? 'unknown' : 'no';
}

const partsOf = (text: string, separator: string): string[] =>
  text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');

/**
 * Whether somebody holds what a parameter wants of grants: every entry of the list, and in an entry, `&` binds before
 * `|`: `one|two&three` is one, or two together with three.
 * https://docs.omni.co/modeling/dimensions/parameters/required-access-grants
 *
 * @param wanted one list of the model; a comma in an entry is an entry more
 */
export const holdsGrants = (wanted: readonly string[], held: (grant: string) => Held): Held =>
  heldByAll(
    wanted
      .flatMap((entry) => partsOf(entry, ','))
      .map((entry) => heldByAny(partsOf(entry, '|').map((way) => heldByAll(partsOf(way, '&').map(held))))),
  );
