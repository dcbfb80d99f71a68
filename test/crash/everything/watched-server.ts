import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Express } from 'express';
import { type Listening, listen } from '../../../local/shared/listen.ts';

/** What a test sees of the requests to a local double. */
export interface Watch {
  /** Before the double gets it. @returns whether it shall get it at all */
  arrived?(request: IncomingMessage): boolean;
  /** It has had its effect, and is not answered yet. @returns whether it shall be answered */
  done?(request: IncomingMessage, response: ServerResponse): boolean;
  /** It was answered. */
  answered?(request: IncomingMessage): void;
}

/** Serves a double on the loopback interface, and lets a test see and cut off each request. */
export const serveWatched = (app: Express, watch: Watch): Promise<Listening> =>
  listen((request, response) => {
    // Express shortens it on its way.
    const { url } = request;
    if (watch.arrived?.(request) === false) return void request.socket.destroy();
    const { end } = response;
    response.end = ((...given: unknown[]) => {
      response.end = end;
      request.url = url;
      if (watch.done?.(request, response) === false) return void request.socket.destroy();
      const ended = Reflect.apply(end, response, given);
      watch.answered?.(request);
      return ended;
    }) as typeof end;
    app(request, response);
  });
