import { makeValidator } from 'envalid';

/** A whole number within these limits. */
export const whole = (least: number, most: number) =>
  makeValidator((text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new Error(`must be a whole number from ${least} to ${most}`);
    }
    return value;
  });
