import type { AnyAction } from './action-modules.ts';
import { camelCase } from './naming.ts';

/** The names of one group of actions under its heading. */
const entriesOf = (group: string, actions: readonly AnyAction[]): string =>
  [`  // ${group}`, ...actions.map(({ name }) => `  ${camelCase(name)},`)].join('\n');

/**
 * src/actions/registry.ts: an import per action and the list of all, in the order given.
 *
 * @param actions sorted by group
 */
export function registryFile(actions: readonly AnyAction[]): string {
  const names = actions.map(({ name }) => name).sort();
  const groups = Map.groupBy(actions, ({ group }) => group);
  return `// Made by \`npm run generate\` from the files of this folder. Do not edit.
import type { Action } from './action.ts';
${names.map((name) => `import ${camelCase(name)} from './${name}.ts';`).join('\n')}

/** Every action, by group and name. */
export const actions: readonly Action<unknown>[] = [
${[...groups].map(([group, members]) => entriesOf(group, members)).join('\n\n')}
];

/** The action behind \`POST /v1/actions/<name>\`. */
export const actionByName: ReadonlyMap<string, Action<unknown>> = new Map(actions.map((one) => [one.name, one]));
`;
}
