import { isPartlyInvisible, quoted } from './shown-name.ts';

/** What a column is matched with. */
export interface FileAttribute {
  readonly reference: string;
  readonly label: string;
  readonly multiValued: boolean;
}

type Match = (attribute: FileAttribute) => boolean;

/** From the strictest; the first that fits anything decides. */
const matches = (name: string): Match[] => {
  const lower = name.toLowerCase();
  return [
    ({ reference }) => reference === name,
    ({ label }) => label.trim() === name,
    ({ reference }) => reference.toLowerCase() === lower,
    ({ label }) => label.trim().toLowerCase() === lower,
  ];
};

/**
 * The attribute that a header names: by its reference, else by its label, each as it is written before in any case.
 *
 * @throws Error in one line where two attributes fit, or where the header only looks like a name
 */
export function findAttribute(name: string, attributes: readonly FileAttribute[]): FileAttribute | undefined {
  for (const isMatch of matches(name)) {
    const found = attributes.filter(isMatch);
    if (found.length > 1) {
      const references = found.map(({ reference }) => reference).join(', ');
      throw new Error(`The column ${quoted(name)} could be ${references}: say which with --map.`);
    }
    if (found[0]) return found[0];
  }
  if (isPartlyInvisible(name)) throw new Error(`The header ${quoted(name)} holds invisible characters: remove them.`);
  return undefined;
}
