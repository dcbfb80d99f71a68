import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { isObject } from '../../base/is-object.ts';
import type { ListUsersOutput } from '../../schema/types.ts';

/** One page that was read. */
type Page = ListUsersOutput;

/** What was read so far; it is kept beside the file, so that an export that was cut off can go on. */
export class PartialExport {
  readonly path: string;
  readonly pages: Page[] = [];
  #startedAt = '';

  constructor(file: string) {
    this.path = `${file}.partial`;
  }

  /** When the first page was read (RFC 3339). */
  get startedAt(): string {
    return this.#startedAt;
  }

  /** Where to go on; undefined: from the beginning. */
  get cursor(): string | undefined {
    return this.pages.at(-1)?.nextCursor;
  }

  /** @param source names the connector */
  async begin(source: string, now: string): Promise<void> {
    this.#startedAt = now;
    await writeFile(this.path, `${JSON.stringify({ source, startedAt: now })}\n`, { mode: 0o600 });
  }

  /** @throws Error in one line where there is nothing to go on with, or it is from another connector */
  async goOn(source: string): Promise<void> {
    const text = await readFile(this.path, 'utf8').catch(() => undefined);
    if (text === undefined) throw new Error(`${this.path} is not there: begin anew, without --continue.`);
    const lines = text.split('\n').flatMap((line) => {
      try {
        return [JSON.parse(line) as unknown];
      } catch {
        // The line that was being written when the export was cut off.
        return [];
      }
    });
    const [head, ...pages] = lines;
    if (!isObject(head) || head.source !== source)
      throw new Error(`${this.path} is an export of another connector: begin anew, without --continue.`);
    this.#startedAt = String(head.startedAt);
    this.pages.push(...(pages as Page[]));
    await writeFile(this.path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''), { mode: 0o600 });
  }

  async add(page: Page): Promise<void> {
    this.pages.push(page);
    await appendFile(this.path, `${JSON.stringify(page)}\n`);
  }

  remove(): Promise<void> {
    return rm(this.path, { force: true });
  }
}
