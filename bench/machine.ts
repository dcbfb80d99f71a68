import { cpus } from 'node:os';

/** Where, when and by which command figures were made. @param more what else must be known of the machine */
export function machine(command: string, more: string): string {
  const [cpu] = cpus();
  const day = new Date().toISOString().slice(0, 10);
  const where = `${cpus().length} cores (${cpu?.model ?? 'unknown'}), ${process.platform}, Node ${process.versions.node}`;
  return `\`${command}\`, ${day}. ${where}. ${more}`;
}
