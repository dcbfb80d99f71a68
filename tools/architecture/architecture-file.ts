import { packageRoot } from '../../src/base/package-root.ts';
import type { GeneratedFile } from '../generate/generated-file.ts';
import { type Cruised, cruise } from './cruise.ts';
import { LAYERS } from './layers.ts';
import { picture } from './picture.ts';
import { roomImports } from './room-imports.ts';

/** The lowest layer is imported by nearly every room: arrows to it would say nothing. */
const ROOMS = LAYERS.slice(0, -1).flatMap(({ rooms }) => rooms);

let cruised: Promise<Cruised> | undefined;

/** docs/architecture.svg: the layers of `src` and the imports between its rooms, read once in a process. */
export async function architectureFile(): Promise<GeneratedFile> {
  cruised ??= cruise(packageRoot, ['src']);
  return { path: 'docs/architecture.svg', text: picture(LAYERS, roomImports(await cruised, ROOMS)) };
}
