/** A floor of `src`. */
export interface Layer {
  /** In a few words, for the picture. */
  readonly purpose: string;
  /** Its folders and files, from the left. An import within a layer points to the right. */
  readonly rooms: readonly string[];
}

/** The layers of `src` from the top. An import points down, or to the right: so there is no circle of rooms either. */
export const LAYERS: readonly Layer[] = [
  { purpose: 'the command, and the files that it reads', rooms: ['cli', 'files'] },
  { purpose: 'the parts, put together', rooms: ['connector.ts', 'clients.ts', 'followed-files.ts'] },
  { purpose: 'pages for people', rooms: ['console'] },
  { purpose: 'routes, health, metrics', rooms: ['http'] },
  { purpose: 'what a card sees', rooms: ['actions'] },
  {
    purpose: 'kinds of job, and set-up in Okta',
    rooms: ['notifications', 'schedules', 'reports', 'sync', 'pushes', 'callbacks', 'setup'],
  },
  { purpose: 'the engine: turns, leases, pauses', rooms: ['jobs'] },
  { purpose: 'what every write passes', rooms: ['apply'] },
  { purpose: 'what all calls share', rooms: ['services.ts'] },
  { purpose: 'the clients of both systems', rooms: ['okta', 'omni'] },
  { purpose: 'what is wanted, and why', rooms: ['policy'] },
  { purpose: 'tokens in, callers out', rooms: ['auth'] },
  { purpose: 'SQL', rooms: ['store'] },
  { purpose: 'settings, shapes', rooms: ['config', 'schema'] },
  { purpose: 'pure: coerce, compare, plan, what a value opens', rooms: ['models', 'push'] },
  { purpose: 'used by all: clock, log, errors', rooms: ['errors', 'base'] },
];

/** The rooms of `local`, in the same order: the simulator may play with all of them. */
export const LOCAL_ROOMS = ['simulator', 'okta-org', 'okta', 'omni', 'shared'] as const;
