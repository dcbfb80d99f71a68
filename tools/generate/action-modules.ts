import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Action } from '../../src/actions/action.ts';
import { packageRoot } from '../../src/base/package-root.ts';
import { type ActionExample, actionExample } from './action-example.ts';

/** An action of which only the description matters, with its example. */
export type AnyAction = Action<unknown> & { readonly example: ActionExample };

const ACTION_FOLDER = join(packageRoot, 'src', 'actions');
/** The order of the groups in every list of actions. */
const GROUPS: readonly AnyAction['group'][] = ['Connection', 'Attributes', 'Users', 'Pushes', 'Okta', 'Reports'];

const byGroupAndName = (one: AnyAction, other: AnyAction): number =>
  GROUPS.indexOf(one.group) - GROUPS.indexOf(other.group) || (one.name < other.name ? -1 : 1);

async function actionOf(file: string): Promise<AnyAction[]> {
  const module: { default?: Action<unknown> } = await import(pathToFileURL(join(ACTION_FOLDER, file)).href);
  const action = module.default;
  if (!action) return [];
  if (`${action.name}.ts` !== file) throw new Error(`src/actions/${file} holds the action ${action.name}`);
  return [{ ...action, example: actionExample(action.name) }];
}

/**
 * The actions by group and name, read from their files: the registry is made from them and cannot be asked yet.
 * A file of the folder without a default export is no action.
 *
 * @throws Error when a file and its action do not bear the same name
 */
export async function loadActions(): Promise<AnyAction[]> {
  const files = (await readdir(ACTION_FOLDER)).filter((name) => name.endsWith('.ts') && name !== 'registry.ts');
  return (await Promise.all(files.map(actionOf))).flat().sort(byGroupAndName);
}
