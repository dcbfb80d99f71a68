import { createHash } from 'node:crypto';

const digest = (path: string): Buffer => createHash('sha256').update(path).digest();

/** A short id made from a name, so that the same flow always has the same ids. */
export const shortId = (path: string, length: number): string => digest(path).toString('base64url').slice(0, length);

/** A UUID (its version bits say 4, as in exports) made from a name. */
export function uuidOf(path: string): string {
  const bytes = digest(path).subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
