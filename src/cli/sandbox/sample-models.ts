import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { NewOmniModel } from '../../../local/omni/omni-double.ts';
import { packageRoot } from '../../base/package-root.ts';

const FOLDER = join(packageRoot, 'samples', 'models');

/** The models of samples/models, a folder each: `sales/orders.topic.yaml` is the file `orders.topic` of Sales. */
export const sampleModels = (): NewOmniModel[] =>
  readdirSync(FOLDER)
    .toSorted()
    .map((name) => ({
      name: `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
      files: Object.fromEntries(
        readdirSync(join(FOLDER, name)).map((file) => [
          basename(file, '.yaml'),
          readFileSync(join(FOLDER, name, file), 'utf8'),
        ]),
      ),
    }));
