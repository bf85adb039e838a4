import { useState } from 'preact/hooks';
import { api, Refused, type Schemas } from '../api/client';
import { once } from '../api/once';
import { texts, time } from '../i18n';
import { here, Link, navigate, type PageProps } from '../router';
import { optionsText } from '../shop/colors';
import { useAction } from '../state/action';
import { type StockEvent, useEvents } from '../state/events';
import { type Listing, useListing, useResource } from '../state/resource';
import { Button } from '../ui/Button';
import { Field } from '../ui/Field';
import { Icon } from '../ui/Icon';
import { Empty, Failure, Waiting } from '../ui/Notice';
import { Page } from '../ui/Page';
import { useEnd } from '../ui/sight';
import { toast } from '../ui/Toast';
import { Choices } from './Choices';
import { wrong } from './reasons';
import styles from './StockPage.module.css';
import { t as all, change, number } from './texts';

type Product = Schemas['ProductView'];
type Sku = Schemas['SkuView'];
type Entry = Schemas['LedgerEntryView'];
type Reason = Schemas['MovementView']['reason'];

const page_size = 30;
const units_max = 1_000_000_000;
// So many can be watched as they change.
const watched_max = 20;

const t = texts(
  {
    title: '재고',
    skus: '옵션',
    level: '지금 재고',
    move: '재고 바꾸기',
    why: '이유',
    kinds: { receive: '입고', return: '반품', more: '늘려 맞춤', fewer: '줄여 맞춤' },
    units: '수량',
    note: '메모',
    noteHint: '장부에 함께 남아요.',
    after: (n: string) => `바꾸면 ${n}개`,
    tooFew: (n: string) => `지금 재고는 ${n}개예요. 그보다 많이 줄일 수 없어요.`,
    record: (n: string) => `${n}개 기록하기`,
    choose: '수량을 적어 주세요',
    recorded: (n: string) => `기록했어요. 이제 ${n}개예요`,
    ledger: '장부',
    none: '아직 드나든 게 없어요.',
    when: '때',
    delta: '변화',
    balance: '남은 수량',
    order: '주문 보기',
    reasons: {
      SALE: '판매',
      CANCELLATION: '주문 취소',
      PREORDER: '예약 판매',
      RECEIPT: '입고',
      ADJUSTMENT: '맞춤',
      RETURN: '반품',
    },
    gone: '이런 상품은 없어요',
    goneHint: '판매를 끝냈거나 주소가 잘못됐어요.',
  },
  {
    title: 'Stock',
    skus: 'Options',
    level: 'In stock now',
    move: 'Change stock',
    why: 'Why',
    kinds: { receive: 'Received', return: 'Returned', more: 'Found', fewer: 'Lost' },
    units: 'Units',
    note: 'Note',
    noteHint: 'It is kept in the ledger.',
    after: (n: string) => `Makes ${n}`,
    tooFew: (n: string) => `There are ${n} now. You cannot take more than that.`,
    record: (n: string) => `Record ${n}`,
    choose: 'Enter a number of units',
    recorded: (n: string) => `Recorded: there are ${n} now`,
    ledger: 'Ledger',
    none: 'Nothing has come or gone yet.',
    when: 'When',
    delta: 'Change',
    balance: 'Left',
    order: 'See order',
    reasons: {
      SALE: 'Sold',
      CANCELLATION: 'Order cancelled',
      PREORDER: 'Sold ahead',
      RECEIPT: 'Received',
      ADJUSTMENT: 'Counted',
      RETURN: 'Returned',
    },
    gone: 'There is no such product',
    goneHint: 'It was withdrawn from sale, or the address is wrong.',
  },
);

export default function StockPage({ id, query }: PageProps) {
  const { data, failure, reload, set } = useResource(`manage/product/${id}`, (signal) =>
    api.get('/products/{id}', { path: { id }, signal }),
  );
  if (data) {
    const sku = data.skus.find(({ skuId }) => skuId === query.get('sku')) ?? data.skus[0];
    return sku ? <Shown product={data} sku={sku} set={set} reload={reload} /> : null;
  }
  return (
    <Page title={t().title} heading="unseen" narrow>
      {failure instanceof Refused && failure.problem.status === 404 ? (
        <Empty title={t().gone} hint={t().goneHint} />
      ) : failure ? (
        <Failure failure={failure} again={() => void reload()} />
      ) : (
        <Waiting />
      )}
    </Page>
  );
}

interface ShownProps {
  product: Product;
  sku: Sku;
  set: (product: Product) => void;
  reload: () => Promise<void>;
}

function Shown({ product, sku, set, reload }: ShownProps) {
  const { skus } = product;
  const { skuId } = sku;
  const ledger = useListing<Entry, Schemas['Cursor']>(`manage/ledger/${skuId}`, (cursor, signal) =>
    api.get('/skus/{id}/ledger', {
      path: { id: skuId },
      query: { size: page_size, cursorId: cursor?.id },
      signal,
    }),
  );
  const watched = skus.length > watched_max ? [sku] : skus;
  useEvents({
    skus: watched.map((each) => each.skuId),
    stock: (event) => {
      const known = skus.find((each) => each.skuId === event.skuId);
      if (known && known.available !== event.available) set(withStock(product, event));
      if (event.skuId === skuId && ledger.items?.[0]?.balance !== event.available) void ledger.reload();
    },
    gap: () => {
      void reload();
      void ledger.reload();
    },
  });
  return (
    <Page title={`${product.productName} ${t().title}`} heading="unseen">
      <div class={styles.layout}>
        <header class={styles.head}>
          <Link to={`/manage/products/${product.id}`}>
            {product.productName}
            <Icon name="next" size={20} />
          </Link>
        </header>
        {skus.length > 1 && <Skus skus={skus} chosen={skuId} />}
        <section class={styles.now} aria-label={t().move}>
          <div class={styles.level} role="status">
            <span>
              {t().level}
              <small>{optionsText(sku.options) || all().oneOption}</small>
            </span>
            <strong key={sku.available} data-stock={sku.stock}>
              {number(sku.available)}
            </strong>
          </div>
          <Move key={skuId} sku={sku} onMoved={() => Promise.all([reload(), ledger.reload()])} />
        </section>
        <Ledger list={ledger} />
      </div>
    </Page>
  );
}

function withStock(product: Product, { skuId, available, stock }: StockEvent): Product {
  const skus = product.skus.map((sku) => (sku.skuId === skuId ? { ...sku, available, stock } : sku));
  return { ...product, skus };
}

function Skus({ skus, chosen }: { skus: Sku[]; chosen: string }) {
  return (
    <nav class={styles.skus} aria-label={t().skus}>
      {skus.map(({ skuId, options, available, stock }) => (
        <button
          key={skuId}
          type="button"
          aria-pressed={skuId === chosen}
          onClick={() => navigate(`${here.value.path}?sku=${skuId}`, { replace: true })}
        >
          {optionsText(options)} <b data-stock={stock}>{number(available)}</b>
        </button>
      ))}
    </nav>
  );
}

const kinds = {
  receive: { reason: 'RECEIPT', sign: 1 },
  return: { reason: 'RETURN', sign: 1 },
  more: { reason: 'ADJUSTMENT', sign: 1 },
  fewer: { reason: 'ADJUSTMENT', sign: -1 },
} as const satisfies Record<string, { reason: Reason; sign: 1 | -1 }>;
type Kind = keyof typeof kinds;

function Move({ sku, onMoved }: { sku: Sku; onMoved: () => Promise<unknown> }) {
  const [kind, setKind] = useState<Kind>('receive');
  const [units, setUnits] = useState('');
  const [note, setNote] = useState('');
  const { reason, sign } = kinds[kind];
  const delta = sign * (Math.trunc(Number(units)) || 0);
  const after = sku.available + delta;

  const move = useAction(async () => {
    const body = { delta, reason, ...(note.trim() && { note: note.trim() }) };
    const moved = await once(`move ${sku.skuId} ${JSON.stringify(body)}`, (key) =>
      api.post('/skus/{id}/movements', { path: { id: sku.skuId }, body, key }),
    );
    setUnits('');
    setNote('');
    toast(t().recorded(number(moved.available)));
    await onMoved();
  });
  const isShort = move.failure instanceof Refused && move.failure.code === 'OUT_OF_STOCK';
  const tooFew = after < 0 || isShort ? t().tooFew(number(sku.available)) : undefined;

  return (
    <form
      class={styles.move}
      onSubmit={(event) => {
        event.preventDefault();
        if (delta !== 0 && after >= 0) void move.run();
      }}
    >
      <Choices<Kind>
        legend={t().why}
        name="kind"
        of={Object.keys(kinds) as Kind[]}
        text={(each) => t().kinds[each]}
        chosen={kind}
        onChoose={setKind}
      />
      <Field
        label={t().units}
        name="units"
        type="number"
        min={1}
        max={units_max}
        required
        value={units}
        onValue={(value) => {
          setUnits(value);
          move.clear();
        }}
        hint={delta === 0 ? undefined : t().after(number(after))}
        error={tooFew ?? wrong(move.failure, 'delta')}
      />
      <Field
        label={t().note}
        name="note"
        maxLength={200}
        value={note}
        onValue={setNote}
        hint={t().noteHint}
        error={wrong(move.failure, 'note')}
      />
      <Failure failure={isShort ? undefined : move.failure} />
      <Button type="submit" wide busy={move.busy} disabled={delta === 0 || after < 0}>
        {delta === 0 ? t().choose : t().record(change(delta))}
      </Button>
    </form>
  );
}

function Ledger({ list }: { list: Listing<Entry> }) {
  const { items, hasNext, failure, more, reload } = list;
  const end = useEnd(more, items?.length);
  const reasons: Partial<Record<string, string>> = t().reasons;
  return (
    <section class={styles.ledger}>
      <h2>{t().ledger}</h2>
      {items?.length === 0 && <p class={styles.quiet}>{t().none}</p>}
      <table hidden={!items?.length}>
        <thead class="unseen">
          <tr>
            <th scope="col">{t().why}</th>
            <th scope="col">{t().delta}</th>
            <th scope="col">{t().balance}</th>
          </tr>
        </thead>
        <tbody>
          {items?.map((entry) => (
            <tr key={`${entry.at} ${entry.reason} ${entry.orderId} ${entry.balance}`}>
              <td>
                <b>{reasons[entry.reason] ?? entry.reason}</b>
                <small>
                  {time(entry.at)}
                  {entry.note && ` · ${entry.note}`}
                  {entry.orderId && (
                    <>
                      {' · '}
                      <Link to={`/manage/orders/${entry.orderId}`}>{t().order}</Link>
                    </>
                  )}
                </small>
              </td>
              <td data-gain={entry.delta > 0}>{change(entry.delta)}</td>
              <td>{number(entry.balance)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Failure failure={failure} again={items ? more : () => void reload()} />
      {hasNext && <div ref={end} />}
    </section>
  );
}
