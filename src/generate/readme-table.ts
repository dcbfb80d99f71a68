import type { AnyAction } from './action-modules.ts';
import { code, plain, table } from './markdown.ts';

const SECTION = /<!-- actions -->.*<!-- \/actions -->/s;

const row = ({ name, title, description, scope }: AnyAction): string[] => [
  title,
  code(name),
  scope ? code(scope) : 'any valid token',
  plain(description),
];

/**
 * The readme with the table of actions between its two markers.
 *
 * @throws Error when the markers are missing
 */
export function withActionTable(readme: string, actions: readonly AnyAction[]): string {
  if (!SECTION.test(readme)) throw new Error('README.md lacks the markers <!-- actions --> and <!-- /actions -->');
  const actionTable = table(['Card', 'Action', 'Scope', 'What it does'], actions.map(row));
  return readme.replace(SECTION, () => `<!-- actions -->\n\n${actionTable}\n\n<!-- /actions -->`);
}
