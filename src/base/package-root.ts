import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

function up(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : up(dirname(folder));
}

/** The folder of the package, the same whether the sources or the build run: schemas/ and manifest.json lie there. */
export const packageRoot = up(import.meta.dirname);
