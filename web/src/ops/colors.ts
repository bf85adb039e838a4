import { byName } from './cluster';

const colors_max = 8;

/** A colour for each name: it stays while that is shown, and no two have the same one before all are given out. */
export function withColorsOf(
  before: ReadonlyMap<string, number>,
  nodes: readonly { name: string }[],
): ReadonlyMap<string, number> {
  const after = new Map([...before].filter(([name]) => nodes.some((node) => node.name === name)));
  for (const { name } of nodes.toSorted(byName)) {
    if (after.has(name)) continue;
    const taken = new Set(after.values());
    const free = Array.from({ length: colors_max }, (_, color) => color).find((color) => !taken.has(color));
    after.set(name, free ?? after.size % colors_max);
  }
  return after;
}
