import type { AnyAction } from './action-modules.ts';
import { code, plain, table } from './markdown.ts';
import { withSection } from './marked-section.ts';

const row = ({ name, title, description, scope }: AnyAction): string[] => [
  title,
  code(name),
  scope ? code(scope) : 'any valid token',
  plain(description),
];

/** The readme with the table of actions between its markers `actions`. */
export const withActionTable = (readme: string, actions: readonly AnyAction[]): string =>
  withSection(readme, 'actions', table(['Card', 'Action', 'Scope', 'What it does'], actions.map(row)));
