import { createHash } from 'node:crypto';
import { type Stats, statSync } from 'node:fs';
import { readSecretFile } from './setting-values.ts';

/** Which content a file holds, without reading it: also one that is moved into its place differs. */
const versionOf = ({ ino, size, mtimeMs, ctimeMs }: Stats): string => `${ino} ${size} ${mtimeMs} ${ctimeMs}`;

/** Empty where there is no file. */
function versionAt(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? versionOf(found) : '';
}

/** A file that may be replaced while the connector runs, as an operator is told of it. */
export interface WatchedFile {
  readonly setting: string;
  /** Why what is in its place now does not count, in words that follow the setting's name; empty when it does. */
  readonly problem: string;
  /** What has become of it since the last time that this was asked; undefined: nothing. */
  news(): 'taken' | 'refused' | undefined;
}

/**
 * What a file holds, read again when the file was replaced. One that cannot be read, or holds nothing of use, changes
 * nothing but `problem`: a rotation is seldom one step.
 */
export class RotatingFile<T> implements WatchedFile {
  readonly setting: string;
  readonly #path: string;
  readonly #read: (content: string) => T;
  #version: string;
  #value: T;
  #problem = '';
  #told: { readonly value: T; readonly problem: string };

  /**
   * @param read makes what is wanted of the content
   * @throws Error what `read` throws where the file is of no use from the start
   */
  constructor(setting: string, path: string, read: (content: string) => T) {
    this.setting = setting;
    this.#path = path;
    this.#read = read;
    this.#version = versionAt(path);
    this.#value = read(readSecretFile(path));
    this.#told = { value: this.#value, problem: '' };
  }

  /** What the file holds, or held last. */
  now(): T {
    this.#look();
    return this.#value;
  }

  get problem(): string {
    this.#look();
    return this.#problem;
  }

  news(): 'taken' | 'refused' | undefined {
    this.#look();
    const before = this.#told;
    this.#told = { value: this.#value, problem: this.#problem };
    if (this.#problem !== '') return this.#problem === before.problem ? undefined : 'refused';
    return this.#value === before.value && before.problem === '' ? undefined : 'taken';
  }

  #look(): void {
    try {
      // Asked before the content is read: what is replaced in between is read once more, and never passed over.
      const found = versionAt(this.#path);
      if (found !== '' && found === this.#version) return;
      this.#version = found;
      this.#value = this.#read(readSecretFile(this.#path));
      this.#problem = '';
    } catch (thrown) {
      const { code, message } = thrown as NodeJS.ErrnoException;
      this.#problem = code === undefined ? message : `cannot be read (${code})`;
    }
  }
}

/** A file that counts as it was at the start. One that is replaced is told: it counts from the next start on. */
export class StartFile implements WatchedFile {
  readonly #file: RotatingFile<string>;
  readonly #atStart: string;

  /** @param read makes what is wanted of the content @throws Error as `RotatingFile` */
  constructor(setting: string, path: string, read: (content: string) => unknown) {
    this.#file = new RotatingFile(setting, path, (content) => {
      read(content);
      return createHash('sha256').update(content).digest('hex');
    });
    this.#atStart = this.#file.now();
  }

  get setting(): string {
    return this.#file.setting;
  }

  get problem(): string {
    if (this.#file.problem !== '') return this.#file.problem;
    return this.#file.now() === this.#atStart
      ? ''
      : 'was replaced and is read at the start only: restart every replica';
  }

  news(): 'taken' | 'refused' | undefined {
    const news = this.#file.news();
    return news === 'taken' && this.problem !== '' ? 'refused' : news;
  }
}
