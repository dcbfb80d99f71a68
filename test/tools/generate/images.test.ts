import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Resvg } from '@resvg/resvg-js';
import { packageRoot } from '../../../src/base/package-root.ts';
import { imageFiles } from '../../../tools/generate/images.ts';

const FOLDER = join(packageRoot, 'connector/images');
const drawing = (name: string): string => readFileSync(join(FOLDER, `${name}.svg`), 'utf8');

interface Png {
  readonly width: number;
  readonly height: number;
  readonly hasAlpha: boolean;
  readonly bytes: number;
}

/** The header of a PNG file: https://www.w3.org/TR/png-3/#11IHDR */
function pngAt(name: string): Png {
  const file = readFileSync(join(FOLDER, name));
  expect(file.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  expect(file.subarray(12, 16).toString('latin1')).toBe('IHDR');
  expect(file.subarray(-8, -4).toString('latin1')).toBe('IEND');
  const TRUECOLOUR_WITH_ALPHA = 6;
  return {
    width: file.readUInt32BE(16),
    height: file.readUInt32BE(20),
    hasAlpha: file[25] === TRUECOLOUR_WITH_ALPHA,
    bytes: file.length,
  };
}

test('the icon is as the settings of a connector take it: square, 300 pixels, transparent, at most 3 MB', () => {
  const { bytes, ...icon } = pngAt('icon-300.png');
  expect(icon).toEqual({ width: 300, height: 300, hasAlpha: true });
  expect(bytes).toBeLessThan(3_000_000);
});

test('the logo is as a submission takes it: landscape, at least 420 x 120, transparent, below 1 MB', () => {
  const { width, height, hasAlpha, bytes } = pngAt('logo-840.png');
  expect(width).toBeGreaterThanOrEqual(420);
  expect(height).toBeGreaterThanOrEqual(120);
  expect(width).toBeGreaterThan(height);
  expect(hasAlpha).toBe(true);
  expect(bytes).toBeLessThan(1_000_000);
});

test.each(imageFiles().map(({ path, text }) => ({ path, text })))('$path shows what is drawn', ({ path, text }) => {
  expect(readFileSync(join(packageRoot, path)).equals(Buffer.from(text))).toBe(true);
  const [, name = '', width = ''] = /(\w+)-(\d+)\.png$/.exec(path) ?? [];
  const [, drawnWidth = '', drawnHeight = ''] = /viewBox="0 0 (\d+) (\d+)"/.exec(drawing(name)) ?? [];
  const png = pngAt(path.replace('connector/images/', ''));
  expect(png.width).toBe(Number(width));
  expect(png.height / png.width).toBe(Number(drawnHeight) / Number(drawnWidth));
});

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(colour: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = colour.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: readonly number[], other: readonly number[]): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

describe('the icon at 32 pixels', () => {
  const image = new Resvg(drawing('icon'), { fitTo: { mode: 'width', value: 32 } }).render();
  const pixel = (x: number, y: number): number[] => [...image.pixels.subarray((y * 32 + x) * 4, (y * 32 + x) * 4 + 4)];
  const rgb = (x: number, y: number): number[] => pixel(x, y).slice(0, 3);
  const TILE = rgb(2, 16);

  test('stands out from a light page and from a dark one', () => {
    expect(pixel(0, 0)).toEqual([0, 0, 0, 0]);
    expect(contrast(TILE, [255, 255, 255])).toBeGreaterThanOrEqual(3);
    expect(contrast(TILE, [0, 0, 0])).toBeGreaterThanOrEqual(3);
  });

  test('shows one source and three values', () => {
    const SOURCE = rgb(8, 16);
    const VALUES = [rgb(23, 7), rgb(23, 16), rgb(23, 24)];
    for (const colour of [SOURCE, ...VALUES]) expect(contrast(colour, TILE)).toBeGreaterThanOrEqual(4.5);
    for (const gap of [rgb(23, 11), rgb(23, 20)]) expect(contrast(gap, TILE)).toBeLessThan(2);
  });
});
