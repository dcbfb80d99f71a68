import { describe, expect, test } from '@jest/globals';
import { picture } from '../../../tools/architecture/picture.ts';
import { roomImports } from '../../../tools/architecture/room-imports.ts';

const ROOMS = ['cli', 'http', 'jobs', 'store'];

/** A file of each room named on the left imports one of each on the right. */
const importsOf = (...arrows: readonly (readonly [from: string, to: string])[]) =>
  roomImports({ modules: arrows.map(([source, to]) => ({ source, dependencies: [{ resolved: to }] })) }, ROOMS);

describe('the imports in the picture', () => {
  test('are between rooms, whatever the files, and each is there once', () => {
    const found = importsOf(
      ['src/cli.ts', 'src/http/app.ts'],
      ['src/cli/serve.ts', 'src/http/serve.ts'],
      ['src/http/app.ts', 'src/http/serve.ts'],
      ['src/http/app.ts', 'node_modules/express/index.js'],
      ['src/http-like/app.ts', 'src/store/jobs.ts'],
    );
    expect(found).toEqual([{ from: 'cli', to: 'http' }]);
  });

  test('leave out what a longer way implies', () => {
    const found = importsOf(
      ['src/cli.ts', 'src/store/a.ts'],
      ['src/cli.ts', 'src/http/a.ts'],
      ['src/http/a.ts', 'src/jobs/a.ts'],
      ['src/jobs/a.ts', 'src/store/a.ts'],
    );
    expect(found).toEqual([
      { from: 'cli', to: 'http' },
      { from: 'http', to: 'jobs' },
      { from: 'jobs', to: 'store' },
    ]);
  });

  test('leave out what points up', () => {
    expect(importsOf(['src/store/a.ts', 'src/jobs/a.ts'])).toEqual([]);
  });
});

describe('the picture', () => {
  const layers = [
    { purpose: 'above', rooms: ['one', 'other'] },
    { purpose: 'below', rooms: ['third'] },
  ];
  const svg = picture(layers, [
    { from: 'one', to: 'third' },
    { from: 'one', to: 'nowhere' },
  ]);

  test('has a row for each layer, a box for each room and an arrow for each import between them', () => {
    expect(svg.match(/class="band"/g)).toHaveLength(2);
    expect(svg.match(/class="box"/g)).toHaveLength(3);
    expect(svg.match(/class="arrow"/g)).toHaveLength(1);
    for (const word of ['above', 'below', 'one', 'other', 'third']) expect(svg).toContain(`>${word}</text>`);
  });
});
