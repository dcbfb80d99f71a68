import express, { type Express } from 'express';
import { serve } from '../src/http/serve.ts';
import { answerParent } from './child-process.ts';

/** Express 5 with the least that answers JSON with JSON: what every layer of the connector is measured against. */
function bareApp(answers: Readonly<Record<string, object>>): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(express.json());
  for (const [name, answer] of Object.entries(answers)) {
    app.post(`/${name}`, (_request, response) => {
      response.json(answer);
    });
  }
  return app;
}

const { url } = await serve(bareApp(JSON.parse(process.env.BENCH_ANSWERS ?? '{}')), '127.0.0.1', 0);
answerParent({ url });
