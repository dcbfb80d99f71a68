import { scopesOf } from '../../src/actions/action.ts';
import type { AnyAction } from './action-modules.ts';
import { code, plain, table } from './markdown.ts';
import { withSection } from './marked-section.ts';

const row = (action: AnyAction): string[] => [
  action.title,
  code(action.name),
  scopesOf(action).map(code).join(', ') || 'any valid token',
  plain(action.description),
];

/** The readme with the table of actions between its markers `actions`. */
export const withActionTable = (readme: string, actions: readonly AnyAction[]): string =>
  withSection(readme, 'actions', table(['Card', 'Action', 'Scope', 'What it does'], actions.map(row)));
