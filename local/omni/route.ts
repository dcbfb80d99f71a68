import type { IRouter, RequestHandler } from 'express';
import { invalidMethod } from './omni-error.ts';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
type Handlers = Partial<Record<Method, RequestHandler>>;

/** Registers one path with its methods; any other method is 400 `Invalid method`, as seen on real instances. */
export function route(router: IRouter, path: string, handlers: Handlers): void {
  const registered = router.route(path);
  for (const [method, handler] of Object.entries(handlers)) registered[method as Method](handler);
  registered.all(() => {
    throw invalidMethod();
  });
}
