import { describe, expect, test } from '@jest/globals';
import { OMNI_SWITCHES, type OmniSwitchName, omniSwitches, parseOmniSwitch } from '../../../local/omni/switches.ts';

const names = Object.keys(OMNI_SWITCHES) as OmniSwitchName[];

describe('the switches', () => {
  test.each(names)('%s is at its first value unless told otherwise', (name) => {
    expect(omniSwitches()[name]).toBe(OMNI_SWITCHES[name].values[0]);
  });

  test.each(names.flatMap((name) => OMNI_SWITCHES[name].values.map((value) => [name, value] as const)))(
    '%s=%s can be written on a command line',
    (name, value) => {
      expect(omniSwitches(parseOmniSwitch(`${name}=${value}`))[name]).toBe(value);
    },
  );

  test('an unknown switch is refused with the list of switches', () => {
    expect(() => parseOmniSwitch('userput=merge')).toThrow(/no switch userput; there are: createAnswer, .*pageShift/);
    expect(() => parseOmniSwitch('constructor=x')).toThrow(/no switch constructor/);
  });

  test('an unknown value is refused with the list of values', () => {
    expect(() => parseOmniSwitch('userPut=replace')).toThrow('The switch userPut takes: reset, merge.');
    expect(() => parseOmniSwitch('userPut')).toThrow('The switch userPut takes: reset, merge.');
  });

  test('every gap that has a switch is played', () => {
    const gaps = new Set(names.map((name) => OMNI_SWITCHES[name].gap).filter((gap) => gap !== null));
    expect([...gaps]).toEqual([1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 22, 23]);
  });
});
