import { registerHooks } from 'node:module';

const GLOBALS = new URL('./test-globals.ts', import.meta.url).href;

/**
 * What tests import from Jest is made anew for each of their files, and Node loads a module once: from now on
 * `@jest/globals` is the module of this project that hands it out.
 */
export function aliasGlobals(): void {
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === '@jest/globals'
        ? { url: GLOBALS, format: 'module-typescript', shortCircuit: true }
        : next(specifier, context),
  });
}
