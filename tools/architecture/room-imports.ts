import type { Cruised } from './cruise.ts';

/** One room imports another. */
export interface RoomImport {
  readonly from: string;
  readonly to: string;
}

const NO_ROOMS: ReadonlySet<string> = new Set();

function reachable(start: string, next: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [start];
  for (let room = open.pop(); room !== undefined; room = open.pop()) {
    for (const other of next.get(room) ?? NO_ROOMS) {
      if (!seen.has(other)) open.push(other);
      seen.add(other);
    }
  }
  return seen;
}

/**
 * The imports between rooms of `src` that a picture needs: those that no longer way implies. One that points up is left
 * out: `npm run layers` refuses it.
 *
 * @param rooms from the top
 */
export function roomImports({ modules }: Pick<Cruised, 'modules'>, rooms: readonly string[]): RoomImport[] {
  const roomOf = (path: string): number => {
    const [, name = ''] = /^src\/([^/]+)/.exec(path) ?? [];
    return rooms.findIndex((room) => room === name || `${room}.ts` === name);
  };
  const next = new Map(rooms.map((room) => [room, new Set<string>()]));
  for (const { source, dependencies } of modules) {
    for (const { resolved } of dependencies) {
      const [from, to] = [roomOf(source), roomOf(resolved)];
      if (from >= 0 && from < to) next.get(rooms[from] ?? '')?.add(rooms[to] ?? '');
    }
  }
  const implied = (from: string, to: string): boolean =>
    [...(next.get(from) ?? NO_ROOMS)].some((other) => other !== to && reachable(other, next).has(to));
  return rooms.flatMap((from) =>
    rooms.filter((to) => next.get(from)?.has(to) && !implied(from, to)).map((to) => ({ from, to })),
  );
}
