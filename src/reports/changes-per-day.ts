import type { Services } from '../services.ts';
import { changesPerDay as count, type DayOfChanges } from '../store/changes-per-day.ts';

export type { DayOfChanges };

const DAYS = 30;

/** How many values the connector has written on each of the last 30 days, by its audit log. */
export const changesPerDay = ({ database }: Services): Promise<readonly DayOfChanges[]> => count(database, DAYS);
