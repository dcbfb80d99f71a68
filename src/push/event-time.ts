/**
 * RFC 3339, section 5.6, and the forms beside it that JSON Schema's `date-time` is commonly taken to allow: a blank for
 * the T, small letters, an offset without its minutes or colon, any number of decimals, and a leap second.
 */
const FORM = /^(\d{4})-(\d\d)-(\d\d)[T\s](\d\d):(\d\d):(\d\d)(\.\d+)?(?:(Z)|([+-])(\d\d):?(\d\d)?)$/i;
const MINUTE_MS = 60_000;

/** The moment of an event, ms epoch; undefined when the text is no time. */
export function parseEventTime(text: string): number | undefined {
  const [all, year, month, day, hour, minute, second, fraction = '', , sign, hours = '', minutes = ''] =
    FORM.exec(text) ?? [];
  if (all === undefined) return undefined;
  // JavaScript knows no leap second.
  const wholeSecond = Math.min(Number(second), 59);
  const local = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), wholeSecond);
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
  return local + Math.floor(Number(fraction) * 1_000) - offset;
}
