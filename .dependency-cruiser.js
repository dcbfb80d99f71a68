/**
 * The layers of src/: an import may only point down (`npm run layers`).
 * A path that fits no layer is a file of the base: errors, clock, secret, config, log, metrics, the schemas' validator.
 */
const LAYERS = [
  // From the top. Those that share a line may import each other where no rule below forbids it.
  '^src/(cli|connector|http|generate|flows)(/|\\.ts$)',
  '^src/(actions/|action\\.ts$)',
  '^src/(jobs/|apply/|setup/|services\\.ts$)',
  '^src/(omni|okta)/',
  '^src/auth/',
  '^src/store/',
  '^src/push/',
];
const OUTSIDE = '^src/sandbox/';
/** Runs the flow packs, on the sandbox. */
const SIMULATOR = '^src/simulator/';

const higherThan = (index) => LAYERS.slice(0, index);

/** Of the layers the base knows push alone, which is pure: schema/problems.ts guesses misspelled names with it. */
const baseRule = {
  name: 'base-imports-no-layer',
  severity: 'error',
  from: { path: '^src/', pathNot: [...LAYERS, OUTSIDE, SIMULATOR] },
  to: { path: LAYERS, pathNot: '^src/push/' },
};

const downward = LAYERS.slice(1).map((layer, index) => ({
  name: `layer-${index + 2}-imports-down-only`,
  severity: 'error',
  from: { path: layer },
  to: { path: higherThan(index + 1) },
}));

const forbid = (name, from, to) => ({ name, severity: 'error', from, to });

export default {
  forbidden: [
    ...downward,
    baseRule,
    forbid('no-cycle', { path: '^src/' }, { circular: true }),
    forbid('every-import-resolves', { path: '^src/' }, { couldNotResolve: true }),
    forbid(
      'push-is-pure',
      { path: '^src/push/' },
      { pathNot: ['^src/push/', '^src/(errors|error-codes)\\.ts$', '/leven/'] },
    ),
    forbid('omni-does-not-know-okta', { path: '^src/omni/' }, { path: '^src/okta/' }),
    forbid('okta-does-not-know-omni', { path: '^src/okta/' }, { path: '^src/omni/' }),
    forbid(
      'only-the-connector-imports-http',
      { path: '^src/', pathNot: '^src/(http/|connector\\.ts$)' },
      { path: '^src/http/' },
    ),
    forbid('nothing-imports-cli', { path: '^src/', pathNot: '^src/cli(/|\\.ts$)' }, { path: '^src/cli(/|\\.ts$)' }),
    forbid('only-cli-imports-generate', { path: '^src/', pathNot: '^src/(cli|generate)/' }, { path: '^src/generate/' }),
    forbid(
      'only-its-command-imports-the-sandbox',
      { path: '^src/', pathNot: [OUTSIDE, SIMULATOR, '^src/cli/(sandbox|flows)(/|\\.ts$)'] },
      { path: OUTSIDE },
    ),
    forbid(
      'only-its-command-imports-the-simulator',
      { path: '^src/', pathNot: [SIMULATOR, '^src/cli/flows/'] },
      { path: SIMULATOR },
    ),
    forbid(
      'simulator-imports-base-and-sandbox-only',
      { path: SIMULATOR },
      { path: [...LAYERS, '^src/(schema|flows)/'] },
    ),
    forbid('sandbox-imports-base-only', { path: OUTSIDE }, { path: [...LAYERS, '^src/schema/', SIMULATOR] }),
    forbid(
      'no-dev-dependency-at-run-time',
      { path: '^src/', pathNot: '^src/generate/' },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),
    forbid('every-package-is-declared', { path: '^src/' }, { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] }),
  ],
  options: {
    // TypeScript 7 has no API to parse with; swc reads the sources, type imports included.
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    moduleSystems: ['es6'],
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
