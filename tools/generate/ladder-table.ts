import { ladderRows } from '../../src/push/ladder.ts';
import { table } from './markdown.ts';
import { withSection } from './marked-section.ts';

/** The page about pushes with the table of both ladders between its markers `ladder`. */
export const withLadderTable = (page: string): string =>
  withSection(page, 'ladder', table(['Failure', 'The row is tried again after', 'The paused job after'], ladderRows()));
