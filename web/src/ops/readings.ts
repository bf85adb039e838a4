import type { ClusterStatus, Vitals } from './cluster';

/** What a node had counted, and when. */
export interface Reading extends Pick<Vitals, 'requests' | 'failures' | 'shed' | 'cpuSeconds'> {
  at: number;
}

/** The readings of each run of a node, oldest first. */
export type Readings = ReadonlyMap<string, readonly Reading[]>;

export interface Rates {
  requests: number;
  failures: number;
  shed: number;
  /** Cores at work. */
  cpu: number;
}

export const kept_for = 120_000;
// A rate over less jumps about.
const smooth_over = 2500;
// Between readings that are closer, chance decides.
const apart_min = 400;
// Over more, nobody was looking.
const gap_max = 6000;

/** With what the nodes say now; those that are gone are forgotten. */
export function withReadingsOf(before: Readings, { nodes }: ClusterStatus): Readings {
  const after = new Map<string, readonly Reading[]>();
  for (const { id, vitals } of nodes) {
    const known = before.get(id) ?? [];
    const last = known.at(-1);
    const reading = vitals && { ...vitals, at: Date.parse(vitals.at) };
    if (!reading || (last && reading.at < last.at + apart_min)) {
      after.set(id, known);
      continue;
    }
    const { at, requests, failures, shed, cpuSeconds } = reading;
    after.set(id, [
      ...known.filter((each) => each.at > at - kept_for),
      { at, requests, failures, shed, cpuSeconds },
    ]);
  }
  return after;
}

function between(from: Reading, to: Reading): Rates {
  const seconds = (to.at - from.at) / 1000;
  const rate = (key: 'requests' | 'failures' | 'shed' | 'cpuSeconds') =>
    Math.max(0, to[key] - from[key]) / seconds;
  return {
    requests: rate('requests'),
    failures: rate('failures'),
    shed: rate('shed'),
    cpu: rate('cpuSeconds'),
  };
}

/** How fast a node works now; undefined while that cannot be told. */
export function ratesOf(readings: readonly Reading[] = []): Rates | undefined {
  const last = readings.at(-1);
  if (!last) return undefined;
  const isRecent = ({ at }: Reading) => at < last.at && last.at - at <= gap_max;
  const from =
    readings.findLast((each) => isRecent(each) && last.at - each.at >= smooth_over) ??
    readings.find(isRecent);
  return from && between(from, last);
}

export function sumOf(all: (Rates | undefined)[]): Rates {
  const sum = { requests: 0, failures: 0, shed: 0, cpu: 0 };
  for (const rates of all) {
    sum.requests += rates?.requests ?? 0;
    sum.failures += rates?.failures ?? 0;
    sum.shed += rates?.shed ?? 0;
    sum.cpu += rates?.cpu ?? 0;
  }
  return sum;
}

export interface Point {
  /** 0: `kept_for` ago. 1: now. */
  x: number;
  requests: number;
}

/** Requests per second since then, in lines: nothing is drawn over times when nobody was looking. */
export function trailOf(readings: readonly Reading[] = []): Point[][] {
  const last = readings.at(-1);
  if (!last) return [];
  const lines: Point[][] = [];
  for (const [i, to] of readings.entries()) {
    const from = readings[i - 1];
    if (!from || to.at - from.at > gap_max) lines.push([]);
    else lines.at(-1)?.push({ x: 1 - (last.at - to.at) / kept_for, requests: between(from, to).requests });
  }
  return lines.filter((line) => line.length > 0);
}
