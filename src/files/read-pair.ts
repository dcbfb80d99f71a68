import type { FileAttribute } from './find-attribute.ts';

/**
 * Reads `left=reference`, where the left side may hold an equals sign.
 *
 * @throws Error in one line where a side is missing or Omni has no such attribute
 */
export function readPair(option: string, text: string, form: string, attributes: readonly FileAttribute[]) {
  const cut = text.lastIndexOf('=');
  const [left, reference] = [text.slice(0, Math.max(cut, 0)), text.slice(cut + 1)];
  if (left === '' || reference === '') throw new Error(`${option} ${text}: write ${form}.`);
  const attribute = attributes.find((one) => one.reference === reference);
  if (!attribute) throw new Error(`${option} ${text}: Omni has no attribute "${reference}".`);
  return { left, attribute };
}
