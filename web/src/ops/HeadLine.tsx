import { texts } from '../i18n';
import { Icon } from '../ui/Icon';
import { type Audit, type ClusterStatus, isAlive, ownersOf } from './cluster';
import { clock, rate, seconds, whole } from './format';
import styles from './HeadLine.module.css';
import type { Live } from './live';
import type { Rates } from './readings';
import { type Finding, findingsOf, levelOf } from './verdict';

const t = texts(
  {
    well: '모두 정상이에요',
    lost: '새 소식이 끊겼어요',
    since: (when: string) => `${when} 이후의 숫자는 알 수 없어요. 다시 연결하고 있어요.`,
    elsewhere: '다른 노드에서 보기:',
    serving: (nodes: string, shards: string) =>
      `노드 ${nodes}개가 일하고, 샤드 ${shards}개 모두 주인이 있어요`,
    audited: (when: string) => `${when} 감사에서 재고가 모두 맞았어요`,
    notAudited: '감사는 아직 없어요',
    and: '이 밖에:',
    live: (when: string) => `실시간 ${when}`,
    opening: '연결하는 중',
    old: (when: string) => `${when} 기준`,
    audit: '재고가 맞지 않아요',
    auditMore: '마지막 감사에서 설명되지 않는 수량이 나왔어요. baroctl audit으로 확인하세요.',
    gone: (names: string) => `${names} 응답이 없어요`,
    goneMore: '샤드는 남은 노드가 넘겨받아요. 노드를 다시 띄우세요.',
    ownerless: '주인 없는 샤드가 있어요',
    ownerlessMore: (shards: string) => `샤드 ${shards}개에 있는 것들은 지금 응답할 노드가 없어요.`,
    uncoordinated: '조정하는 노드가 없어요',
    uncoordinatedMore: '노드가 나가거나 들어와도 샤드를 나눌 수 없어요.',
    outbox: '이벤트가 늦게 나가고 있어요',
    outboxMore: (rows: string, oldest: string) => `${rows}건이 기다리고, 가장 오래된 것은 ${oldest} 됐어요.`,
    failing: '실패하는 요청이 있어요',
    shedding: '한도를 넘은 요청을 거절하고 있어요',
    perSecond: (often: string) => `초당 ${often}건`,
    queued: '요청이 줄을 서 있어요',
    queuedMore: (waiting: string) => `${waiting}건이 데이터베이스 연결을 기다려요.`,
    leaving: (names: string) => `${names} 나가는 중이에요`,
    joining: (names: string) => `${names} 들어오는 중이에요`,
    moving: '샤드를 옮기고 있어요',
    movingMore: (shards: string) => `${shards}개 남았어요.`,
    requests: '요청/초',
    failures: '실패/초',
    shed: '거절/초',
    inFlight: '처리 중',
    connections: '연결',
    streams: '이벤트 스트림',
  },
  {
    well: 'All is well',
    lost: 'No news from the shop',
    since: (when: string) => `All numbers are as of ${when}. Trying to reach it again.`,
    elsewhere: 'See it from another node:',
    serving: (nodes: string, shards: string) => `${nodes} nodes serve, all ${shards} shards have an owner`,
    audited: (when: string) => `the audit at ${when} found all stock accounted for`,
    notAudited: 'not audited yet',
    and: 'Also:',
    live: (when: string) => `Live ${when}`,
    opening: 'Connecting',
    old: (when: string) => `As of ${when}`,
    audit: 'Stock does not add up',
    auditMore: 'The last audit found units that nothing explains. See baroctl audit.',
    gone: (names: string) => `Gone: ${names}`,
    goneMore: 'The others take over its shards. Start it again.',
    ownerless: 'Shards are without an owner',
    ownerlessMore: (shards: string) => `No node answers for what lives in ${shards} shards.`,
    uncoordinated: 'Nobody coordinates',
    uncoordinatedMore: 'Shards cannot be handed out when nodes come or go.',
    outbox: 'Events are late',
    outboxMore: (rows: string, oldest: string) => `${rows} wait to be sent, the oldest for ${oldest}.`,
    failing: 'Requests fail',
    shedding: 'Requests over a limit are refused',
    perSecond: (often: string) => `${often} per second`,
    queued: 'Requests queue',
    queuedMore: (waiting: string) => `${waiting} wait for a connection to the database.`,
    leaving: (names: string) => `Leaving: ${names}`,
    joining: (names: string) => `Joining: ${names}`,
    moving: 'Shards are moving',
    movingMore: (shards: string) => `${shards} to go.`,
    requests: 'requests/s',
    failures: 'failed/s',
    shed: 'refused/s',
    inFlight: 'in flight',
    connections: 'connections',
    streams: 'event streams',
  },
);

function say(finding: Finding): { title: string; more?: string } {
  switch (finding.of) {
    case 'audit':
      return { title: t().audit, more: t().auditMore };
    case 'gone':
      return { title: t().gone(finding.names.join(', ')), more: t().goneMore };
    case 'ownerless':
      return { title: t().ownerless, more: t().ownerlessMore(whole(finding.shards)) };
    case 'uncoordinated':
      return { title: t().uncoordinated, more: t().uncoordinatedMore };
    case 'outbox':
      return { title: t().outbox, more: t().outboxMore(whole(finding.rows), seconds(finding.seconds)) };
    case 'failing':
      return { title: t().failing, more: t().perSecond(rate(finding.perSecond)) };
    case 'shedding':
      return { title: t().shedding, more: t().perSecond(rate(finding.perSecond)) };
    case 'queued':
      return { title: t().queued, more: t().queuedMore(whole(finding.waiting)) };
    case 'leaving':
      return { title: t().leaving(finding.names.join(', ')) };
    case 'joining':
      return { title: t().joining(finding.names.join(', ')) };
    case 'moving':
      return { title: t().moving, more: t().movingMore(whole(finding.shards)) };
  }
}

/** Whether the shop is well, or what is wrong with it first. */
export function HeadLine({ now, cluster, rates }: { now: Live; cluster: ClusterStatus; rates: Rates }) {
  const isLost = now.stream === 'lost';
  const findings = findingsOf(cluster, now.departed, now.audit, rates);
  const [worst, ...others] = findings.map(say);
  const level = isLost ? 'wrong' : levelOf(findings);
  const main = isLost ? { title: t().lost, more: t().since(clock(now.at)) } : worst;
  const also = isLost ? [] : others;
  return (
    <header class={styles.head} data-level={level}>
      <span class={styles.mark}>
        <Icon name={level === 'well' ? 'check' : level === 'wrong' ? 'close' : 'next'} size={28} />
      </span>
      <div>
        <p class={styles.verdict} role="status">
          {main?.title ?? t().well}
        </p>
        <p class={styles.more}>
          {main ? main.more : <Well cluster={cluster} audit={now.audit} />}
          {also.length > 0 && ` ${t().and} ${also.map(({ title }) => title).join(' · ')}`}
          {isLost && <Elsewhere cluster={cluster} />}
        </p>
      </div>
      <p class={styles.live} data-stream={now.stream}>
        {now.stream === 'live' && t().live(clock(now.at))}
        {now.stream === 'opening' && t().opening}
        {isLost && t().old(clock(now.at))}
      </p>
    </header>
  );
}

function Well({ cluster, audit }: { cluster: ClusterStatus; audit: Audit | undefined }) {
  const serving = cluster.nodes.filter((node) => isAlive(node) && node.state === 'SERVING').length;
  const owned = ownersOf(cluster).filter((owner) => owner).length;
  return (
    <>
      {`${t().serving(whole(serving), whole(owned))} · `}
      {audit ? t().audited(clock(audit.endedAt)) : t().notAudited}
    </>
  );
}

/** The server that this page came from may be the one that is gone. */
function Elsewhere({ cluster }: { cluster: ClusterStatus }) {
  const others = cluster.nodes.filter((node) => isAlive(node) && node.shopUrl !== location.origin);
  if (others.length === 0) return null;
  return (
    <>
      {` ${t().elsewhere} `}
      {others.map(({ id, name, shopUrl }) => (
        <a key={id} href={`${shopUrl}/ops`}>
          {name}
        </a>
      ))}
    </>
  );
}

/** What all nodes do together. */
export function Totals({ cluster, rates }: { cluster: ClusterStatus; rates: Rates }) {
  const vitals = cluster.nodes.filter(isAlive).map((node) => node.vitals);
  const sum = (key: 'requestsInFlight' | 'connections' | 'eventStreams') =>
    vitals.reduce((all, each) => all + (each?.[key] ?? 0), 0);
  return (
    <dl class={styles.totals}>
      <Figure name={t().requests} value={rate(rates.requests)} />
      <Figure name={t().failures} value={rate(rates.failures)} isWrong={rates.failures > 0} />
      <Figure name={t().shed} value={rate(rates.shed)} isWrong={rates.shed > 0} />
      <Figure name={t().inFlight} value={whole(sum('requestsInFlight'))} />
      <Figure name={t().connections} value={whole(sum('connections'))} />
      <Figure name={t().streams} value={whole(sum('eventStreams'))} />
    </dl>
  );
}

function Figure({ name, value, isWrong = false }: { name: string; value: string; isWrong?: boolean }) {
  return (
    <div data-wrong={isWrong}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
