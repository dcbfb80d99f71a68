import axios from 'axios';
import express from 'express';
import { type Listening, listen } from '../../../local/shared/listen.ts';
import type { ConnectorError } from '../../../src/errors/connector-error.ts';

/** An answer of somebody else than the connector: a proxy in front of it. */
interface Instead {
  readonly status: number;
  readonly body: string;
  readonly type: string;
}

/** A door before the connector that answers in its place as often as it is told, and lets everything else through. */
export class Gate {
  /** The paths that were asked for, in order. */
  readonly asked: string[] = [];
  #instead: { answer: Instead; times: number; path: string }[] = [];
  #listening: Listening | undefined;
  readonly #connectorUrl: string;

  constructor(connectorUrl: string) {
    this.#connectorUrl = connectorUrl;
  }

  get url(): string {
    return this.#listening?.url ?? '';
  }

  /** The next calls fail as the connector itself would answer. */
  refuse(error: ConnectorError, { times = 1, action = '' } = {}): void {
    const body = JSON.stringify(error.body('request-of-the-gate'));
    this.#plan({ status: error.statusCode, body, type: 'json' }, times, action);
  }

  /** The next call gets an answer without a word of the connector's. */
  answer(status: number, body: string, type = 'html'): void {
    this.#plan({ status, body, type }, 1, '');
  }

  #plan(answer: Instead, times: number, action: string): void {
    this.#instead.push({ answer, times, path: `/v1/actions/${action}` });
  }

  async open(): Promise<void> {
    const app = express().use(express.text({ type: '*/*', limit: '5mb' }), async (req, res) => {
      this.asked.push(req.path);
      const planned = this.#instead.find(({ times, path }) => times > 0 && req.path.startsWith(path));
      if (planned) {
        planned.times -= 1;
        res.status(planned.answer.status).type(planned.answer.type).send(planned.answer.body);
        return;
      }
      const answer = await axios.request<string>({
        method: req.method,
        url: this.#connectorUrl + req.url,
        data: req.body,
        headers: { authorization: req.headers.authorization ?? '', 'content-type': 'application/json' },
        responseType: 'text',
        transformResponse: (text: string) => text,
        validateStatus: () => true,
      });
      res
        .status(answer.status)
        .type(String(answer.headers['content-type'] ?? 'json'))
        .send(answer.data);
    });
    this.#listening = await listen(app, 0);
  }

  close(): Promise<void> {
    return this.#listening?.close() ?? Promise.resolve();
  }
}
