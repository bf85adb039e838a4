import { type ClusterStatus, isLeaving } from './cluster';

/** A node that was here and is no more. */
export interface Departed {
  id: string;
  name: string;
  /** When that was noticed. */
  at: number;
  /** It had been asked to leave. */
  wasLeaving: boolean;
}

/** Who is missing, until a node of that name is back. */
export function withDeparturesOf(
  before: readonly Departed[],
  previous: ClusterStatus | undefined,
  { nodes }: ClusterStatus,
  at: number,
  drained: ReadonlySet<string>,
): readonly Departed[] {
  const missing = (previous?.nodes ?? [])
    .filter(({ id }) => !nodes.some((node) => node.id === id))
    .map((node) => ({
      id: node.id,
      name: node.name,
      at,
      wasLeaving: isLeaving(node) || drained.has(node.id),
    }));
  return [...before, ...missing].filter(({ name }) => !nodes.some((node) => node.name === name));
}
