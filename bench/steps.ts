import { SERVER_CORE, startHelper } from './child-process.ts';
import { type Section, shown } from './report.ts';
import type { SingleSteps } from './single-steps.ts';

const us = (micros: number): string => `${shown(micros)} µs`;
const ms = (micros: number): string => `${shown(micros / 1_000)} ms`;

function rowsOf(steps: SingleSteps): string[][] {
  const { bigBodyBytes, bigBodyParsed, bigBodyKeysChecked, bigBodyValidated } = steps;
  return [
    ['token seen for the first time', us(steps.tokenFirstSight), '<= 250 µs'],
    ['token seen within the last minute', us(steps.tokenCached), '<= 5 µs'],
    ['one input of set-user-values against its schema', us(steps.oneInput), '<= 3 µs'],
    [
      `10,000 such inputs in one body (${shown(bigBodyBytes)} bytes): UTF-8, JSON.parse, repeated keys`,
      ms(bigBodyParsed),
      '',
    ],
    ['the same: look for forbidden keys', ms(bigBodyKeysChecked), ''],
    ['the same: schema', ms(bigBodyValidated), ''],
    ['the same: together', ms(bigBodyParsed + bigBodyKeysChecked + bigBodyValidated), '< 50 ms'],
  ];
}

/** Single steps of a call, without HTTP, in a process of their own. */
export async function measureSteps(log: number): Promise<Section> {
  const helper = await startHelper<SingleSteps>('single-steps.ts', { core: SERVER_CORE, log });
  await helper.stop();
  return { title: 'Single steps', head: ['', 'time', 'goal'], rows: rowsOf(helper.ready), notes: ['Medians.'] };
}
