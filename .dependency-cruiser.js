import { LAYERS, LOCAL_ROOMS } from './tools/architecture/layers.ts';

/** The rules of imports (`npm run layers`). test/tools/architecture/rules.test.ts proves that each one bites. */
const forbid = (name, from, to) => ({ name, severity: 'error', from, to });

const OURS = '^(src|local|tools)/';
/** The commands that show what `local/` holds. */
const SHOWS_LOCAL = '^src/cli/(sandbox|flows)(/|\\.ts$)';

/** The files of a room: a folder with the file of its name beside it, or one file. */
const within = (top) => (room) => `^${top}/${room.endsWith('.ts') ? room.replace('.', '\\.') : `${room}(/|\\.ts)`}`;

/** For each room: none of those before it. */
const inOrder = (top, rooms) =>
  rooms
    .slice(1)
    .map((room, index) =>
      forbid(
        `${top}/${room}-imports-down-only`,
        { path: within(top)(room) },
        { path: rooms.slice(0, index + 1).map(within(top)) },
      ),
    );

const ROOMS = LAYERS.flatMap(({ rooms }) => rooms);

export default {
  forbidden: [
    // src: the layers.
    ...inOrder('src', ROOMS),
    forbid('every-file-of-src-has-a-room', { path: '^src/', pathNot: ROOMS.map(within('src')) }, {}),
    forbid(
      'the-engine-knows-no-kind',
      { path: '^src/jobs/' },
      { path: '^src/(notifications|schedules|reports|pushes|sync|callbacks|setup)/' },
    ),
    // What the console shows and does, the actions do; of the tables it has its own sessions alone.
    forbid(
      'the-console-reads-no-tables',
      { path: '^src/console/' },
      { path: '^src/(store|apply)/', pathNot: '^src/store/console-sessions\\.ts$' },
    ),
    forbid('okta-does-not-know-omni', { path: '^src/okta/' }, { path: '^src/omni/' }),
    forbid('push-is-pure', { path: '^src/push/' }, { pathNot: ['^src/(push|errors)/', '/leven/'] }),
    // What leaves in an error's sentence passes the same fence as a line of the log.
    forbid(
      'errors-know-texts-only',
      { path: '^src/errors/' },
      { pathNot: '^src/(errors/|base/(shown-text|hide-secrets)\\.ts$)' },
    ),

    // What stands beside the product.
    ...inOrder('local', LOCAL_ROOMS),
    forbid('the-local-okta-does-not-know-omni', { path: '^local/okta(-org)?/' }, { path: '^local/omni/' }),
    forbid(
      'local-imports-base-and-errors-only',
      { path: '^local/' },
      { path: '^src/', pathNot: '^src/(base|errors)/' },
    ),
    forbid('only-its-commands-import-local', { path: '^src/', pathNot: SHOWS_LOCAL }, { path: '^local/' }),
    forbid('the-product-does-not-know-tools', { path: '^(src|local)/' }, { path: '^tools/' }),

    // Everywhere.
    forbid('nothing-imports-tests', { path: OURS }, { path: '^(test|bench)/' }),
    forbid('no-circle', { path: OURS }, { circular: true }),
    forbid('every-import-resolves', { path: OURS }, { couldNotResolve: true }),
    forbid('every-package-is-declared', { path: OURS }, { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] }),
    forbid(
      'no-dev-dependency-at-run-time',
      { path: '^(src|local)/' },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),
  ],
  options: {
    // TypeScript 7 has no API to parse with; swc reads the sources, type imports included.
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    moduleSystems: ['es6'],
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
