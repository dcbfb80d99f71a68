import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';
import { packs } from '../packs.ts';
import { picture, pictureName } from './picture.ts';

const require = createRequire(import.meta.url);
/** The pictures look the same wherever they are made: no font of the machine is asked. */
const FONT = require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf');

/** How many dots a point of a drawing has. */
const ZOOM = 1.5;

interface PictureFile {
  readonly path: string;
  readonly text: Uint8Array;
}

function rendered(drawing: string): Uint8Array {
  const font = { fontFiles: [FONT], loadSystemFonts: false, defaultFontFamily: 'DejaVu Sans' };
  return new Resvg(drawing, { fitTo: { mode: 'zoom', value: ZOOM }, font }).render().asPng();
}

/** One picture for each flow of the packs, where the templates of Okta have theirs. Writes nothing. */
export const pictureFiles = (): PictureFile[] =>
  packs.flatMap((pack) =>
    pack.flows.map((flow) => ({
      path: `connector/flows/${pack.name}/${pictureName(flow)}`,
      text: rendered(picture(flow)),
    })),
  );
