import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Exchange } from './conformance.ts';

/** The generated methods by operation id. They throw when the answer is an error. */
export type GeneratedClient = Readonly<Record<string, (body: unknown) => Promise<{ data: unknown }>>>;

/** The generated code. */
export interface GeneratedModule {
  readonly Api: new (options: object) => { readonly v1: GeneratedClient };
}

/** Where the client talks to, and who hears what went over HTTP. */
interface ClientOptions {
  readonly baseUrl: string;
  readonly token: () => Promise<string>;
  readonly onExchange: (exchange: Exchange) => void;
}

async function moduleIn(folder: string, document: unknown): Promise<GeneratedModule> {
  const input = join(folder, 'openapi.json');
  await writeFile(input, JSON.stringify(document));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  const generator = fileURLToPath(import.meta.resolve('swagger-typescript-api/cli'));
  await promisify(execFile)(
    process.execPath,
    [generator, 'generate', '--path', input, '--output', folder, '--name', 'client.ts', '--js'],
    { cwd: folder },
  );
  return await import(pathToFileURL(join(folder, 'client.js')).href);
}

/** What swagger-typescript-api makes of a document, as anybody could; its files are gone afterwards. */
export async function generateClient(document: unknown): Promise<GeneratedModule> {
  const folder = await mkdtemp(join(tmpdir(), 'openapi-client-'));
  try {
    return await moduleIn(folder, document);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The generated client, ready to call a connector. */
export function connectClient(
  { Api }: GeneratedModule,
  { baseUrl, token, onExchange }: ClientOptions,
): GeneratedClient {
  const customFetch = async (url: string, request: RequestInit): Promise<Response> => {
    const response = await fetch(url, request);
    onExchange({
      method: String(request.method),
      path: new URL(url).pathname,
      requestBody: request.body ?? undefined,
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.clone().json(),
    });
    return response;
  };
  const securityWorker = async () => ({ headers: { authorization: `Bearer ${await token()}` } });
  return new Api({ baseUrl, customFetch, securityWorker }).v1;
}
