import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { packageRoot } from '../../src/base/package-root.ts';
import { deployFile } from './deploy-files.ts';

const UNIT = join(packageRoot, 'deploy/okta-workflows-omni.service');
/** systemd-analyze reads a unit without a running systemd from version 250 on. */
const [, version = '0'] =
  /systemd (\d+)/.exec(spawnSync('systemd-analyze', ['--version'], { encoding: 'utf8' }).stdout ?? '') ?? [];
const whereSystemdIs = Number(version) >= 250 ? test : test.skip;

const unit = deployFile('okta-workflows-omni.service');
const settings = new Map([...unit.matchAll(/^([A-Za-z]+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]));

describe('the unit of systemd', () => {
  test('gives the service one folder, that is its own', () => {
    expect(settings.get('DynamicUser')).toBe('yes');
    expect(settings.get('StateDirectory')).toBe('okta-workflows-omni');
    expect(settings.get('StateDirectoryMode')).toBe('0700');
    expect(settings.get('ProtectSystem')).toBe('strict');
    expect(unit).toContain('\nEnvironment=DATA_DIR=/var/lib/okta-workflows-omni\n');
  });

  test('lets a stop take what calls and jobs take, and a reload be the signal that takes new secrets', () => {
    expect(settings.get('TimeoutStopSec')).toBe('40');
    expect(settings.get('KillMode')).toBe('mixed');
    expect(settings.get('ExecReload')).toBe('/bin/kill -HUP $MAINPID');
  });

  test('does not forbid V8 to make machine code', () => {
    expect(settings.has('MemoryDenyWriteExecute')).toBe(false);
  });

  whereSystemdIs('is read by systemd without a word', () => {
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', UNIT], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  whereSystemdIs('leaves the service an exposure of less than 2 of 10', () => {
    const analyze = (threshold: number) =>
      execFileSync('systemd-analyze', ['security', '--offline=true', `--threshold=${threshold}`, UNIT], {
        stdio: 'pipe',
      });
    expect(analyze(20).toString()).toContain('Overall exposure level');
    // It does say so when there is more.
    expect(() => analyze(1)).toThrow();
  });
});
