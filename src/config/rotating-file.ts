import { type Stats, statSync } from 'node:fs';
import { readSecretFile } from './setting-values.ts';

/** Which content a file holds, without reading it: also one that is moved into its place differs. */
const versionOf = ({ ino, size, mtimeMs }: Stats): string => `${ino} ${size} ${mtimeMs}`;

/**
 * What a file holds, read again when the file was replaced. One that cannot be read, or holds nothing of use, changes
 * nothing: a rotation is seldom one step.
 *
 * @param read makes what is wanted of the content, and throws where it is of no use
 * @returns gives what the file held last. Throws at once, in one sentence that follows the setting's name, where the
 *   file is of no use from the start
 */
export function rotatingFile<T>(path: string, read: (content: string) => T): () => T {
  let version = '';
  let value = read(readSecretFile(path));
  return () => {
    try {
      // Asked before the content is read: what is replaced in between is read once more, and never passed over.
      const found = versionOf(statSync(path));
      if (found === version) return value;
      value = read(readSecretFile(path));
      version = found;
    } catch {
      return value;
    }
    return value;
  };
}
