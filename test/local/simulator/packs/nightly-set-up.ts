import { expect } from '@jest/globals';
import type { Simulator, SimulatorOptions } from '../../../../local/simulator/simulator.ts';
import { addUser, imported, type World } from './set-up.ts';

const DEPARTMENTS = ['north', 'south', 'west'];
export const loginOf = (index: number): string => `user.${String(index).padStart(4, '0')}@acme.example`;
export const departmentOf = (index: number): string => DEPARTMENTS[index % 3] ?? '';

/** Adds as many users, with a department each. */
export function addUsers(world: World, count: number): void {
  for (let index = 0; index < count; index += 1) addUser(world, loginOf(index), departmentOf(index));
}

/** Runs one night to the end of its last job. */
export const push = async (
  world: World,
  options: Partial<SimulatorOptions> = {},
  edit?: (text: string) => string,
): Promise<Simulator> => {
  const simulator = imported(world, 'nightly_push', { ...options, ...(edit && { edit }) });
  expect(await simulator.run('Nightly Push')).toMatchObject({ outcome: 'done' });
  await simulator.settled();
  return simulator;
};

/** What the status of a night can be; those of jobs are the connector's. */
const NIGHT = new Set(['open', 'ended', 'stopped']);
const rowsOf = (simulator: Simulator, isNight: boolean) =>
  simulator.tables.rows('Runs').filter(({ Status }) => NIGHT.has(String(Status)) === isNight);
/** The rows of jobs. */
export const runs = (simulator: Simulator) => rowsOf(simulator, false);

/** The rows of nights. */
export const nights = (simulator: Simulator) => rowsOf(simulator, true);

/** The pack with batches of one row instead of 200. */
export const oneRowPerBatch = (text: string): string => text.replaceAll('"data":200,', '"data":1,');
