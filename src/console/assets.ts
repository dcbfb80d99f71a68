import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { RequestHandler } from 'express';
import { packageRoot } from '../base/package-root.ts';
import { ConnectorError } from '../errors/connector-error.ts';

const require = createRequire(import.meta.url);

/** The few files that the pages need, from the package and from that of htmx. */
const FILES = {
  'console.css': { path: join(packageRoot, 'assets/console.css'), type: 'text/css; charset=utf-8' },
  'icon.svg': { path: join(packageRoot, 'connector/images/icon.svg'), type: 'image/svg+xml' },
  'htmx.js': { path: require.resolve('htmx.org/dist/htmx.min.js'), type: 'text/javascript; charset=utf-8' },
  'htmx-sse.js': { path: require.resolve('htmx.org/dist/ext/hx-sse.min.js'), type: 'text/javascript; charset=utf-8' },
} as const;

export type AssetName = keyof typeof FILES;

interface Asset {
  readonly bytes: Buffer;
  readonly type: string;
  readonly version: string;
}

function load(name: AssetName): Asset {
  const { path, type } = FILES[name];
  const bytes = readFileSync(path);
  return { bytes, type, version: createHash('sha256').update(bytes).digest('hex').slice(0, 12) };
}

const NAMES = Object.keys(FILES) as AssetName[];
const ASSETS = new Map<string, Asset>(NAMES.map((name) => [name, load(name)]));

/** The address of an asset; it changes with what is in the file, so that browsers may keep it for ever. */
export const assetAddress = (name: AssetName): string => `/assets/${ASSETS.get(name)?.version}/${name}`;

/** `/favicon.ico`, which browsers ask for beside whatever is no page. */
export const sendIcon: RequestHandler = (_request, response) => {
  const icon = ASSETS.get('icon.svg');
  response.setHeader('Cache-Control', 'public, max-age=86400');
  response.setHeader('Content-Type', icon?.type ?? '');
  response.end(icon?.bytes);
};

/** `/assets/:version/:name`: no secret is in them, so nobody has to be signed in. */
export const sendAsset: RequestHandler<{ version: string; name: string }> = ({ params, path }, response) => {
  const asset = ASSETS.get(params.name);
  if (!asset || asset.version !== params.version) throw new ConnectorError('ROUTE_NOT_FOUND', { path });
  response.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
  response.setHeader('Content-Type', asset.type);
  response.end(asset.bytes);
};
