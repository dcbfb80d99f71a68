import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/base/package-root.ts';

/** One call of an action: a body, and the answer to it. */
export interface ActionExample {
  readonly input: object;
  readonly output: object;
}

/** The example of an action, `schemas/<name>.example.json`. @throws Error where there is none */
export const actionExample = (name: string): ActionExample =>
  JSON.parse(readFileSync(join(packageRoot, 'schemas', `${name}.example.json`), 'utf8'));
