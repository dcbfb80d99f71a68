import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { PolicyFile } from '../../src/policy/policy-file.ts';

const policyOf = (normalize: string): string => `version: 1
attributes:
  - { reference: region, label: Region, type: string, normalize: ${normalize} }
`;

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'policy-'));
  file = join(folder, 'policy.yaml');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a file that is not there is refused', () => {
  expect(() => new PolicyFile(file)).toThrow('does not exist');
});

test('a policy that cannot be followed is refused in one line, with the first problem and how many more there are', () => {
  writeFileSync(file, `${policyOf('loud')}  - { reference: Seats, label: S, type: number }\n`);
  expect(() => new PolicyFile(file)).toThrow(
    'policy.yaml:3: /attributes/0/normalize must be one of none, trim, lower, upper, yes-no (and 1 more: policy check tells all)',
  );
});

test.each<[string, string, RegExp]>([
  ['of one problem', policyOf('loud'), /^policy\.yaml:3: \/attributes\/0\/normalize must be one of [a-z, -]+$/],
  ['with a problem of the whole', '- [', /^policy\.yaml:1: cannot be read: [^()]+$/],
])('a policy %s is refused in a line that says no more', (_, text, line) => {
  writeFileSync(file, text);
  expect(() => new PolicyFile(file)).toThrow(line);
});

test('a folder in the place of the file is refused with the reason, and not as if nothing were there', () => {
  expect(() => new PolicyFile(folder)).toThrow(`${folder} cannot be read: EISDIR`);
});

describe('a policy that is replaced', () => {
  test('is followed from then on', () => {
    writeFileSync(file, policyOf('lower'));
    const policy = new PolicyFile(file);
    expect(policy.refresh()).toBe(false);
    writeFileSync(file, policyOf('upper'));
    expect(policy.refresh()).toBe(true);
    expect(policy.rules.get('region')).toEqual({ normalize: 'upper', allowed: undefined });
    expect(policy.policy.attributes).toHaveLength(1);
  });

  test('by one that cannot be followed changes nothing, and the problem is told once', () => {
    writeFileSync(file, policyOf('lower'));
    const policy = new PolicyFile(file);
    writeFileSync(file, policyOf('loud'));
    expect(policy.refresh()).toBe(true);
    expect(policy.refresh()).toBe(false);
    expect(policy.problem).toContain('policy.yaml:3: /attributes/0/normalize');
    expect(policy.rules.get('region')?.normalize).toBe('lower');
    rmSync(file);
    expect(policy.refresh()).toBe(true);
    expect(policy.problem).toContain('does not exist');
    writeFileSync(file, policyOf('lower'));
    expect(policy.refresh()).toBe(true);
    expect(policy.problem).toBe('');
  });
});
