import type { NamedValue } from './read-object.ts';
import { isPartlyInvisible, quoted } from './shown-name.ts';

/** One row of a file of users: who, and what each column says. */
export interface FileRow {
  /** The line on which it begins; in JSON the place of the user in the list. Both count from 1. */
  readonly line: number;
  readonly userName: string;
  readonly values: readonly NamedValue[];
  /** As they stand in a CSV file; empty for JSON. */
  readonly cells: readonly string[];
}

/** A user name as it is sent. @throws Error in one line that begins with `where` */
export function readUserName(text: string, where: string): string {
  const userName = text.trim();
  if (userName === '') throw new Error(`${where} names no user.`);
  if (isPartlyInvisible(userName)) {
    throw new Error(`${where}: the user name ${quoted(userName)} holds invisible characters: remove them.`);
  }
  return userName;
}
