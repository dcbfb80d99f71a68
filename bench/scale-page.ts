import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../src/base/package-root.ts';
import type { Curve } from './growth.ts';
import { growthChart } from './growth-chart.ts';
import { growthSection } from './growth-section.ts';
import { asMarkdown, type Section, writePage } from './report.ts';

const CAPTION = 'How times grow with the rows, each beside its own time with the fewest';

/** Puts the figures of this run onto docs/scale.md, and the curves into the picture beside it. */
export function writeScalePage(where: string, run: Section, curves: readonly Curve[]): void {
  writeFileSync(join(packageRoot, 'docs/scale.svg'), growthChart(curves, CAPTION));
  const picture = `![${CAPTION}](scale.svg)`;
  writePage('docs/scale.md', 'npm run bench:scale -- --write', [
    where,
    asMarkdown(run),
    asMarkdown(growthSection(curves)),
    picture,
  ]);
}
