/**
 * Whether more is played than every day: all of it (`LONG=1`, where files are named), or what the everyday run leaves
 * (`LONG=rest`).
 */
export const IS_LONG = process.env.LONG === '1' || process.env.LONG === 'rest';
