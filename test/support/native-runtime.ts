import { createRequire, enableCompileCache } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { jest } from '@jest/globals';
import { aliasGlobals } from './alias-globals.ts';
import { childEnvironment } from './child-environment.ts';
import { setGlobals, type TestGlobals } from './test-globals.ts';

const require = createRequire(import.meta.url);
const { default: JestRuntime } = require('jest-runtime') as typeof import('jest-runtime');

/** How Jest's own runtime, which is no public type, hands its globals out. */
interface OwnRuntime {
  readonly jestGlobals: { jestObjectFor(from: string): typeof jest };
  readonly _environment: { readonly global: { readonly console: Console } };
}

enableCompileCache(childEnvironment.NODE_COMPILE_CACHE);
aliasGlobals();

/**
 * Lets Node load the files of tests, as it loads the product, in place of Jest, whose sandbox would load the whole
 * product again for each of them: that took most of the time of a run. The files of one worker share what they import,
 * so a test leaves nothing behind in it.
 */
export default class NativeRuntime extends JestRuntime {
  override setGlobalsForRuntime(globals: Omit<TestGlobals, 'jest'>): void {
    const { jestGlobals, _environment } = this as unknown as OwnRuntime;
    // What a file prints is kept, and told where it fails.
    globalThis.console = _environment.global.console;
    setGlobals({ ...globals, jest: jestGlobals.jestObjectFor(import.meta.filename) });
    super.setGlobalsForRuntime(globals as never);
  }

  /**
   * What runs the tests is of their realm, too, or a text would be no `expect.any(String)`; it is made anew for each
   * file.
   */
  override requireInternalModule<T>(from: string, to?: string): T {
    if (!from.includes('jest-circus')) return super.requireInternalModule(from, to);
    delete require.cache[from];
    return require(from);
  }

  override unstable_shouldLoadAsEsm(): boolean {
    return true;
  }

  /** A file of tests, or one that is set up before each of them: loaded again each time. */
  override async unstable_importModule(path: string): Promise<void> {
    await import(`${pathToFileURL(path).href}?file=${loaded++}`);
  }
}

let loaded = 0;

/** Jest reads this file as a module of CommonJS. */
export const __esModule = true;
