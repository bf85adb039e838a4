import { useState } from 'preact/hooks';
import { api, type Schemas } from '../api/client';
import { texts, time } from '../i18n';
import { useAction } from '../state/action';
import { useEvents } from '../state/events';
import { useResource } from '../state/resource';
import { requireLogin } from '../state/session';
import { Button } from '../ui/Button';
import { Countdown } from '../ui/Countdown';
import { Failure } from '../ui/Notice';
import styles from './DropLine.module.css';

type Place = Schemas['PlaceView'];
type Drop = NonNullable<Schemas['ProductView']['drop']>;

const t = texts(
  {
    title: '줄을 서서 사는 상품',
    starts: (when: string) => `${when} 시작`,
    each: (n: number) => `한 사람 ${n}개까지`,
    inLine: (n: number) => `지금 ${n}명이 줄 서 있어요`,
    join: '줄 서기',
    again: '다시 줄 서기',
    leave: '줄에서 나가기',
    waiting: (n: number) => (n > 0 ? `앞에 ${n}명 있어요` : '다음 차례예요'),
    about: (minutes: number) => `약 ${minutes}분 남았어요. 이 화면을 켜 두면 차례를 알려 드려요.`,
    keep: '이 화면을 켜 두면 차례를 알려 드려요.',
    turn: '지금 내 차례예요',
    turnHint: '그때까지 주문을 마쳐 주세요. 장바구니에 담고 바로 주문하면 돼요.',
    over: {
      BOUGHT: '구매했어요.',
      LAPSED: '차례가 지나갔어요.',
      LEFT: '줄에서 나왔어요.',
      RETURNED: '반품했어요.',
    },
  },
  {
    title: 'Sold in turns',
    starts: (when: string) => `Starts ${when}`,
    each: (n: number) => `Up to ${n} each`,
    inLine: (n: number) => `${n} in line now`,
    join: 'Join the line',
    again: 'Join again',
    leave: 'Leave the line',
    waiting: (n: number) => (n > 0 ? `${n} ahead of you` : 'You are next'),
    about: (minutes: number) => `About ${minutes} min. Keep this open: it tells you when it is your turn.`,
    keep: 'Keep this open: it tells you when it is your turn.',
    turn: 'It is your turn',
    turnHint: 'Order until then: put it in your bag, and check out.',
    over: {
      BOUGHT: 'You have bought it.',
      LAPSED: 'Your turn has passed.',
      LEFT: 'You have left.',
      RETURNED: 'You gave it back.',
    },
  },
);

/** The line for a product, and one's place in it as it moves. */
export function DropLine({ id, drop }: { id: string; drop: Drop }) {
  const [place, setPlace] = useState<Place | null>(null);
  const { data, reload } = useResource(`drop/${id}`, (signal) =>
    api.get('/products/{id}/drop', { path: { id }, signal }),
  );
  useEvents({
    drops: [id],
    line: ({ productId, place: news }) => productId === id && setPlace(news),
  });
  const join = useAction(async () => {
    if (!(await requireLogin())) return;
    setPlace(await api.post('/products/{id}/drop/line', { path: { id }, body: {} }));
    await reload();
  });
  const leave = useAction(async () => {
    await api.delete('/products/{id}/drop/line', { path: { id } });
    setPlace(null);
    await reload();
  });

  return (
    <section class={styles.line} aria-label={t().title}>
      <p class={styles.terms}>
        <b>{t().title}</b>
        {[t().starts(time(drop.startsAt)), t().each(drop.perCustomer), data && t().inLine(data.inLine)]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <div role="status">{place && <Standing place={place} onOver={() => void reload()} />}</div>
      <Failure failure={join.failure ?? leave.failure} />
      {isStanding(place) ? (
        <Button kind="text" busy={leave.busy} onClick={() => void leave.run()}>
          {t().leave}
        </Button>
      ) : (
        <Button kind="seal" busy={join.busy} onClick={() => void join.run()}>
          {place ? t().again : t().join}
        </Button>
      )}
    </section>
  );
}

const isStanding = (place: Place | null) => place?.state === 'WAITING' || place?.state === 'TURN';

function Standing({ place, onOver }: { place: Place; onOver: () => void }) {
  if (place.state === 'WAITING') {
    const seconds = place.estimatedWaitSeconds;
    return (
      <>
        <p class={styles.place}>{t().waiting(place.ahead)}</p>
        <p>{seconds === null ? t().keep : t().about(Math.max(1, Math.round(seconds / 60)))}</p>
      </>
    );
  }
  if (place.state === 'TURN') {
    return (
      <>
        <p class={styles.place}>
          {t().turn} {place.turnUntil && <Countdown until={place.turnUntil} onOver={onOver} />}
        </p>
        <p>{t().turnHint}</p>
      </>
    );
  }
  return <p>{t().over[place.state]}</p>;
}
