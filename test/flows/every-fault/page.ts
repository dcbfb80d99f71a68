import { code, table } from '../../../tools/generate/markdown.ts';
import { TROUBLES } from './faults.ts';
import { FLOWS, type World } from './play-world.ts';

const HEAD = ['request', 'what becomes of it', ...FLOWS.map(code)];

const titleOf = (index: number): string => `${TROUBLES[index]?.meets} ${TROUBLES[index]?.title}`;

/** Each cell of a world that is another one than on the usual Omni. */
function differences(usual: World, world: World): string {
  const cells = FLOWS.flatMap((flow) =>
    world[flow].flatMap((answer, index) =>
      answer === usual[flow][index] ? [] : [`${titleOf(index)}, ${code(flow)}: ${answer}`],
    ),
  );
  return cells.join('; ') || 'nothing';
}

/** What was answered to every trouble: on the usual Omni, and where another one differs. */
export function matrix(usual: World, others: ReadonlyMap<string, World>): string {
  const rows = TROUBLES.map(({ meets, title }, index) => [
    meets,
    title,
    ...FLOWS.map((flow) => usual[flow][index] ?? ''),
  ]);
  const byDifference = Map.groupBy(others, ([, world]) => differences(usual, world));
  const other = [...byDifference].map(([what, worlds]) => [worlds.map(([name]) => code(name)).join('; '), what]);
  return [table(HEAD, rows), '', table(['switch of the local Omni', 'what is answered otherwise'], other)].join('\n');
}
