import Table from 'cli-table3';
import { eventCardOf } from '../../../local/simulator/deliver-events.ts';
import type { FlowJson } from '../../../local/simulator/pack.ts';
import { say } from '../push/terminal.ts';
import { findPack, packNames } from './read-packs.ts';

const startOf = (flow: FlowJson): string => {
  if (flow.data.scheduled) return 'by the clock';
  return eventCardOf(flow)?.title ?? 'called';
};

/** Shows every pack with its flows and what starts them. @returns the exit code */
export function listFlows(): number {
  const table = new Table({ head: ['pack', 'flow', 'starts'], style: { head: [], border: [], compact: true } });
  for (const name of packNames()) {
    const flows = Object.values(findPack(name).data.flos);
    for (const [index, flow] of flows.entries()) table.push([index === 0 ? name : '', flow.name, startOf(flow)]);
  }
  say(table.toString());
  return 0;
}
