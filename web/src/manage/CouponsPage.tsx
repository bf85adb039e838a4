import { useState } from 'preact/hooks';
import { api, Refused, type Schemas } from '../api/client';
import { once } from '../api/once';
import { price, texts, time } from '../i18n';
import { useAction } from '../state/action';
import { useListing } from '../state/resource';
import { Button } from '../ui/Button';
import { Field } from '../ui/Field';
import { Icon } from '../ui/Icon';
import { Empty, Failure, Waiting } from '../ui/Notice';
import { Page } from '../ui/Page';
import { Sheet } from '../ui/Sheet';
import { useEnd } from '../ui/sight';
import { toast } from '../ui/Toast';
import { Choices } from './Choices';
import styles from './CouponsPage.module.css';
import { price_max } from './ProductForm';
import { wrong } from './reasons';
import { store } from './stores';
import { t as all, number } from './texts';

type Coupon = Schemas['CouponView'];
type Kind = 'percent' | 'amount';

const page_size = 20;

const t = texts(
  {
    make: '쿠폰 만들기',
    none: '아직 만든 쿠폰이 없어요',
    noneHint: '쿠폰은 이 가게의 상품에만 쓸 수 있어요.',
    off: (value: string) => `${value} 할인`,
    min: (sum: string) => `${sum} 이상 살 때`,
    until: (when: string) => `${when}까지`,
    over: '기간 끝남',
    paused: '멈춤',
    used: (n: string, of: string) => `${n} / ${of}번 씀`,
    pause: '멈추기',
    pauseOf: (code: string) => `${code} 멈추기`,
    resume: '다시 열기',
    resumeOf: (code: string) => `${code} 다시 열기`,
    code: '코드',
    codeHint: '영문, 숫자, -, _ 로 짧게. 사는 사람이 적어요.',
    taken: '이미 있는 코드예요. 다른 코드를 써 주세요.',
    kind: '할인 방식',
    kinds: { percent: '퍼센트', amount: '금액' },
    percent: '할인율 (%)',
    amount: '할인 금액 (원)',
    priceMin: '최소 구매 금액 (원)',
    validUntil: '언제까지',
    usesMax: '모두 몇 번까지',
    made: (code: string) => `${code} 쿠폰을 만들었어요`,
  },
  {
    make: 'New coupon',
    none: 'No coupons yet',
    noneHint: 'A coupon counts for this store’s products only.',
    off: (value: string) => `${value} off`,
    min: (sum: string) => `from ${sum}`,
    until: (when: string) => `until ${when}`,
    over: 'Over',
    paused: 'Paused',
    used: (n: string, of: string) => `Used ${n} of ${of}`,
    pause: 'Pause',
    pauseOf: (code: string) => `Pause ${code}`,
    resume: 'Resume',
    resumeOf: (code: string) => `Resume ${code}`,
    code: 'Code',
    codeHint: 'Letters, digits, - and _. Buyers type it in.',
    taken: 'There is such a code already. Choose another one.',
    kind: 'Takes off',
    kinds: { percent: 'A percentage', amount: 'An amount' },
    percent: 'Percent',
    amount: 'Amount (KRW)',
    priceMin: 'For orders from (KRW)',
    validUntil: 'Until',
    usesMax: 'Uses in all',
    made: (code: string) => `${code} is ready`,
  },
);

export default function CouponsPage() {
  const { id } = store.value ?? { id: '' };
  return (
    <Page title={all().coupons} heading="unseen">
      <Coupons key={id} id={id} />
    </Page>
  );
}

function Coupons({ id }: { id: string }) {
  const [making, setMaking] = useState(false);
  const list = useListing<Coupon, Schemas['Cursor']>(`manage/coupons/${id}`, (cursor, signal) =>
    api.get('/coupons', { query: { storeId: id, size: page_size, cursorId: cursor?.id }, signal }),
  );
  const end = useEnd(list.more, list.items?.length);
  const put = (changed: Coupon) =>
    list.set((list.items ?? []).map((each) => (each.id === changed.id ? changed : each)));
  return (
    <div class={styles.column}>
      <div class={styles.tools}>
        <Button onClick={() => setMaking(true)}>
          <Icon name="plus" size={18} />
          {t().make}
        </Button>
      </div>
      {!list.items && !list.failure && <Waiting />}
      {list.items?.length === 0 && <Empty title={t().none} hint={t().noneHint} />}
      <ul class={styles.coupons}>
        {list.items?.map((coupon) => (
          <One key={coupon.id} coupon={coupon} onChanged={put} />
        ))}
      </ul>
      <Failure failure={list.failure} again={list.items ? list.more : () => void list.reload()} />
      {list.hasNext && <div ref={end} />}
      {making && <Make storeId={id} onClose={() => setMaking(false)} onMade={list.reload} />}
    </div>
  );
}

const offText = ({ percent, amount }: Coupon) =>
  t().off(percent === null ? price(amount ?? 0) : `${percent}%`);

function One({ coupon, onChanged }: { coupon: Coupon; onChanged: (coupon: Coupon) => void }) {
  const { id, code, status, priceMin, validUntil, used, usesMax } = coupon;
  const isPaused = status === 'PAUSED';
  const isOver = new Date(validUntil).getTime() < Date.now();
  const turn = useAction(async () => {
    const body = { status: isPaused ? 'ACTIVE' : 'PAUSED' } as const;
    onChanged(await api.patch('/coupons/{id}', { path: { id }, body }));
  });
  return (
    <li class={styles.coupon} data-asleep={isPaused || isOver}>
      <span>
        <b>{code}</b>
        <small>
          {[
            offText(coupon),
            priceMin > 0 && t().min(price(priceMin)),
            isOver ? t().over : t().until(time(validUntil)),
          ]
            .filter(Boolean)
            .join(' · ')}
        </small>
        <Failure failure={turn.failure} />
      </span>
      <span class={styles.used} role="status">
        {isPaused && <b>{t().paused}</b>}
        {t().used(number(used), number(usesMax))}
      </span>
      <button
        type="button"
        aria-label={isPaused ? t().resumeOf(code) : t().pauseOf(code)}
        disabled={turn.busy}
        onClick={() => void turn.run()}
      >
        {isPaused ? t().resume : t().pause}
      </button>
    </li>
  );
}

interface MakeProps {
  storeId: string;
  onClose: () => void;
  onMade: () => Promise<void>;
}

function Make({ storeId, onClose, onMade }: MakeProps) {
  const [code, setCode] = useState('');
  const [kind, setKind] = useState<Kind>('percent');
  const [value, setValue] = useState('');
  const [priceMin, setPriceMin] = useState('');
  const [until, setUntil] = useState('');
  const [uses, setUses] = useState('');
  const make = useAction(async () => {
    const body = {
      storeId,
      code: code.trim(),
      [kind]: Number(value),
      priceMin: Number(priceMin),
      validUntil: new Date(until).toISOString(),
      usesMax: Number(uses),
    };
    const made = await once(`coupon ${JSON.stringify(body)}`, (key) => api.post('/coupons', { body, key }));
    await onMade();
    onClose();
    toast(t().made(made.code));
  });
  const isTaken = make.failure instanceof Refused && make.failure.code === 'DUPLICATE';
  return (
    <Sheet title={t().make} onClose={onClose}>
      <form
        class={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void make.run();
        }}
      >
        <Field
          label={t().code}
          name="code"
          required
          minLength={3}
          maxLength={40}
          value={code}
          onValue={setCode}
          hint={t().codeHint}
          error={isTaken ? t().taken : wrong(make.failure, 'code')}
        />
        <Choices<Kind>
          legend={t().kind}
          name="kind"
          of={['percent', 'amount']}
          text={(each) => t().kinds[each]}
          chosen={kind}
          onChoose={setKind}
        />
        <Field
          label={kind === 'percent' ? t().percent : t().amount}
          name={kind}
          type="number"
          min={1}
          max={kind === 'percent' ? 100 : price_max}
          required
          value={value}
          onValue={setValue}
          error={wrong(make.failure, kind)}
        />
        <Field
          label={t().priceMin}
          name="priceMin"
          type="number"
          min={0}
          max={price_max}
          value={priceMin}
          onValue={setPriceMin}
          error={wrong(make.failure, 'priceMin')}
        />
        <Field
          label={t().validUntil}
          name="validUntil"
          type="datetime-local"
          required
          value={until}
          onValue={setUntil}
          error={wrong(make.failure, 'validUntil') ?? wrong(make.failure, 'validFrom')}
        />
        <Field
          label={t().usesMax}
          name="usesMax"
          type="number"
          min={1}
          required
          value={uses}
          onValue={setUses}
          error={wrong(make.failure, 'usesMax')}
        />
        <Failure failure={isTaken ? undefined : make.failure} />
        <Button type="submit" wide busy={make.busy}>
          {t().make}
        </Button>
      </form>
    </Sheet>
  );
}
