import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { packageRoot } from '../../src/base/package-root.ts';
import type { GeneratedFile } from './generated-file.ts';

/** Where the drawings lie, and the images made of them. */
const FOLDER = 'connector/images';

interface Image {
  /** The drawing, an SVG file. */
  readonly of: string;
  /** In pixels; the height follows. */
  readonly width: number;
}

/**
 * icon-300: the connector's icon, square, at most 300 x 300, transparent, at most 3 MB.
 * https://help.okta.com/wf/en-us/Content/Topics/Workflows/connector-builder/settings-connection.htm
 *
 * logo-840: an integration's logo, landscape, at least 420 x 120, transparent, below 1 MB.
 * https://developer.okta.com/docs/guides/submit-app-prereq/main
 *
 * icon-32: as small as a card shows it, to look at.
 */
const IMAGES: readonly Image[] = [
  { of: 'icon', width: 300 },
  { of: 'icon', width: 32 },
  { of: 'logo', width: 840 },
];

function render({ of, width }: Image): GeneratedFile {
  const drawing = readFileSync(join(packageRoot, FOLDER, `${of}.svg`), 'utf8');
  const image = new Resvg(drawing, { fitTo: { mode: 'width', value: width }, font: { loadSystemFonts: false } });
  return { path: `${FOLDER}/${of}-${width}.png`, text: image.render().asPng() };
}

/** The PNG files that Okta asks for. */
export const imageFiles = (): GeneratedFile[] => IMAGES.map(render);
