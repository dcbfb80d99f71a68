/**
 * Takes the outer blanks from the user name of a call: a name holds none, and what was typed or pasted often does.
 *
 * @returns gives back the same object where there was nothing to take
 */
export function trimName(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || !('userName' in input)) return input;
  const { userName } = input;
  const name = typeof userName === 'string' ? userName.trim() : userName;
  return name === userName ? input : { ...input, userName: name };
}
