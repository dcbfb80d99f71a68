import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { listen } from '../../../local/shared/listen.ts';
import type { Between } from './world.ts';

const LATEST_MS = 30;

/** Counts what was sent twice. */
export interface Duplicates {
  count: number;
}

async function readWhole(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Sends what has come to where it shall go. @returns undefined when nothing came back */
async function forward(url: string, { method, url: path = '/', headers }: IncomingMessage, body: Buffer) {
  const out = send(`${url}${path}`, { method, headers });
  out.end(body);
  try {
    const [answer] = (await once(out, 'response')) as [IncomingMessage];
    return { status: answer.statusCode ?? 502, headers: answer.headers, body: await readWhole(answer) };
  } catch {
    return undefined;
  }
}

type Forwarded = Awaited<ReturnType<typeof forward>>;

function giveBack(response: ServerResponse, answer: Forwarded): void {
  if (!answer) return void response.destroy();
  response.writeHead(answer.status, { ...answer.headers, 'content-length': answer.body.length });
  response.end(answer.body);
}

/** Sends each request twice, at once or a little later, and gives back one of the answers when both are there. */
export const duplicating =
  (random: () => number, duplicates: Duplicates): Between =>
  (url) =>
    listen(async (request, response) => {
      const body = await readWhole(request).catch(() => undefined);
      if (!body) return void response.destroy();
      duplicates.count += 1;
      const lateMs = random() * LATEST_MS;
      const both = [forward(url, request, body), delay(lateMs).then(() => forward(url, request, body))];
      const answers = await Promise.all(both);
      giveBack(response, answers[random() < 0.5 ? 0 : 1]);
    });
