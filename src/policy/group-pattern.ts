/**
 * What `*` stands for when a name fits a pattern with one `*`; undefined when it does not. Case counts. No regular
 * expression: the time it takes is the length of the name.
 */
export function captured(pattern: string, name: string): string | undefined {
  const at = pattern.indexOf('*');
  const [before, after] = [pattern.slice(0, at), pattern.slice(at + 1)];
  // `a*a` does not fit `a`: the parts must not overlap.
  const fits = name.length >= before.length + after.length && name.startsWith(before) && name.endsWith(after);
  return fits ? name.slice(before.length, name.length - after.length) : undefined;
}
