import { Refused } from '../api/client';
import { explain } from '../api/failure';
import { texts } from '../i18n';
import { useAction } from '../state/action';
import { Button } from '../ui/Button';
import { Sheet } from '../ui/Sheet';
import { drain, type NodeStatus } from './cluster';
import styles from './DrainSheet.module.css';
import { whole } from './format';
import { noteDrained } from './live';

const t = texts(
  {
    title: (name: string) => `${name} 비우기`,
    shards: (shards: string) => `샤드 ${shards}개를 다른 노드로 옮기고,`,
    requests: '처리 중인 요청을 끝까지 답한 뒤,',
    end: '프로세스가 끝나요. 다시 쓰려면 새로 띄워야 해요.',
    own: '지금 보고 있는 페이지가 이 노드에서 왔어요. 나간 뒤에는 다른 노드의 주소로 보세요.',
    go: '비우기',
    illegal:
      '지금은 비울 수 없어요. 이미 나가는 중이거나, 일하는 노드가 이것뿐이에요. 그렇다면 다른 노드를 먼저 띄우세요.',
    none: '이미 없는 노드예요.',
  },
  {
    title: (name: string) => `Drain ${name}`,
    shards: (shards: string) => `Its ${shards} shards move to the other nodes.`,
    requests: 'Running requests finish.',
    end: 'Then its process ends. It stays away until somebody starts it again.',
    own: 'This page came from it: once it has left, look from the address of another node.',
    go: 'Drain',
    illegal:
      'It cannot leave now: it is leaving already, or is the only one that serves. Then start another one first.',
    none: 'This node is gone already.',
  },
);

function explainDrain(failure: unknown) {
  if (failure instanceof Refused && failure.problem.status === 409) return t().illegal;
  if (failure instanceof Refused && failure.problem.status === 404) return t().none;
  return explain(failure);
}

/** Says what will happen, before it does. */
export function DrainSheet({ node, onClose }: { node: NodeStatus; onClose: () => void }) {
  const leave = useAction(async () => {
    await drain(node.id);
    noteDrained(node.id);
    onClose();
  });
  return (
    <Sheet title={t().title(node.name)} onClose={onClose}>
      <ol class={styles.steps}>
        <li>{t().shards(whole(node.shards))}</li>
        <li>{t().requests}</li>
        <li>{t().end}</li>
      </ol>
      {node.shopUrl === location.origin && <p class={styles.own}>{t().own}</p>}
      <div role="alert">
        {leave.failure !== undefined && <p class={styles.failure}>{explainDrain(leave.failure)}</p>}
      </div>
      <Button kind="seal" wide busy={leave.busy} onClick={() => void leave.run()}>
        {t().go}
      </Button>
    </Sheet>
  );
}
