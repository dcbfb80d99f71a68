import type { RequestHandler } from 'express';
import type { Clock } from '../../base/clock.ts';
import type { Job } from '../../schema/types.ts';
import type { Services } from '../../services.ts';
import type { Perform } from '../perform.ts';
import { visitOf } from '../session.ts';
import { Streams } from '../streams.ts';
import { hasEnded, jobProgress } from '../views/job-progress.ts';

const LOOK_EVERY_MS = 1_000;
/** In between a comment keeps proxies from closing what is silent, and the session is looked at. */
const SIGN_OF_LIFE_EVERY = 10;
/** Then the browser asks anew, so that no connection is for ever. */
const MOST_LOOKS = 600;

/** A message of server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html */
const message = (text: string): string => `${text.replace(/^/gm, 'data: ')}\n\n`;
const ENDED = 'event: ended\ndata: ended\n\n';
const STILL_THERE = ': still there\n\n';

/** A job that somebody follows. */
interface Followed {
  readonly clock: Clock;
  readonly first: Job;
  look(): Promise<Job>;
  /** Whether the session has ended. */
  isSessionOver(): Promise<boolean>;
  /** The process ends, or the browser has gone away. */
  readonly over: AbortSignal;
}

/**
 * Whether the page of the job would show more than its progress by now: what has become of it, or what is to decide.
 */
const isOtherPage = (job: Job, first: Job): boolean =>
  hasEnded(job) || (job.status === 'needs-approval' && first.status !== 'needs-approval');

async function* messagesOf({ clock, first, look, isSessionOver, over }: Followed): AsyncGenerator<string> {
  let shown = '';
  let job = first;
  for (let looks = 1; looks <= MOST_LOOKS; looks += 1) {
    const { text } = jobProgress(job, clock.now());
    if (text !== shown) yield message(text);
    shown = text;
    if (isOtherPage(job, first)) return yield ENDED;
    if (looks % SIGN_OF_LIFE_EVERY === 0) {
      if (await isSessionOver()) return;
      yield STILL_THERE;
    }
    await clock.sleep(LOOK_EVERY_MS, over).catch(() => undefined);
    if (over.aborted) return;
    job = await look();
  }
}

/** How far a job is, whenever that changes, until there is more to see than that. */
export function jobLive({ clock, worker }: Services, perform: Perform): RequestHandler<{ id: string }> {
  const streams = new Streams();
  return async ({ params }, response) => {
    const { person, isOver: isSessionOver } = visitOf(response);
    const gone = new AbortController();
    response.once('close', () => gone.abort('gone'));
    const look = () => perform<Job>(response, 'get-job', { jobId: params.id });
    const first = await look();
    const release = streams.take(person.subject);
    const over = AbortSignal.any([gone.signal, worker.stopping]);
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' });
    try {
      for await (const text of messagesOf({ clock, first, look, isSessionOver, over })) response.write(text);
    } finally {
      release();
      response.end();
    }
  };
}
