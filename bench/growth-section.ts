import type { Curve } from './growth.ts';
import { type Section, shown } from './report.ts';

/** How much longer ten times the rows may take: what goes through all of them, and what looks for some. */
const GOALS = { all: 14, some: 3 };

const count = (rows: number): string => rows.toLocaleString('en');

/** What the curves say in numbers: the time with the fewest rows, and how many times that it takes with more. */
export function growthSection(curves: readonly Curve[]): Section {
  const sizes = [...new Set(curves.flatMap(({ points }) => points.map(({ rows }) => rows)))];
  const [fewest = 0, ...more] = sizes;
  return {
    title: 'How times grow with the rows',
    head: ['', `${count(fewest)} rows, ms`, ...more.map((rows) => `${count(rows)}, times`), 'last tenfold', 'goal'],
    rows: curves.map(({ name, goesThroughAll, points }) => {
      const [first] = points;
      const timesOf = (rows: number): string => {
        const point = points.find((one) => one.rows === rows);
        return point && first ? shown(point.ms / first.ms) : '';
      };
      const last = points.at(-1);
      const before = points.at(-2);
      const tenfold = last && before ? last.ms / before.ms : Number.NaN;
      const goal = goesThroughAll ? GOALS.all : GOALS.some;
      const verdict = `at most ${goal}: ${tenfold <= goal ? 'reached' : 'missed'}`;
      return [name, first ? shown(first.ms) : '', ...more.map(timesOf), shown(tenfold), verdict];
    }),
    notes: [
      'What goes through all rows can at best take ten times as long with ten times as many; what looks for some should hardly take longer.',
      'Each size on a database of its own; a quarter of the runs of a list were faster; plan and comparison are single runs.',
      'A page shows as much at each size: 100; of one user about 20 changes, of the busy one, who has 1 % of all, 10.',
      'Plan, and comparison where everybody is assigned: up to 100,000 rows.',
    ],
  };
}
