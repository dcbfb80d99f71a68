import type { FileAttribute } from './find-attribute.ts';

/** A file of which nothing could be pushed, since it names no attribute that Omni has. */
export function noAttribute(what: 'column' | 'key', attributes: readonly FileAttribute[], hint = ''): Error {
  if (attributes.length === 0)
    return new Error(`Omni has no attribute yet that a ${what} could hold. Make them first: ensure-attributes.`);
  const references = attributes.map(({ reference }) => reference).join(', ');
  const map = `--map ${what.toUpperCase()}=reference`;
  return new Error(`No ${what} is an attribute: name one with ${map}. Omni has ${references}.${hint}`);
}
