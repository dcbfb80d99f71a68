import type { Engine } from './call-action.ts';

async function openEngine(url: string | undefined, environment: NodeJS.ProcessEnv): Promise<Engine> {
  const address = url ?? environment.CONNECTOR_URL;
  // Each is loaded when it is used: the way over HTTP needs no database.
  if (address) {
    const { readRemote, remoteEngine } = await import('./remote-engine.ts');
    return remoteEngine(readRemote(address, environment));
  }
  const { localEngine } = await import('./local-engine.ts');
  return await localEngine(environment);
}

/**
 * Works with the connector at `url` (or CONNECTOR_URL), or with one inside of this process.
 *
 * @param environment what either is reached by
 * @returns the exit code
 */
export async function withEngine(
  url: string | undefined,
  work: (engine: Engine) => Promise<number>,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  const engine = await openEngine(url, environment);
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}
