import { useEffect, useRef, useState } from 'preact/hooks';
import { api, type Schemas } from '../api/client';
import { price, texts } from '../i18n';
import { Link, navigate, type PageProps } from '../router';
import { optionsText } from '../shop/colors';
import { useListing, useResource } from '../state/resource';
import { ButtonLink } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { Empty, Failure, Waiting } from '../ui/Notice';
import { Page } from '../ui/Page';
import { Picture } from '../ui/Picture';
import { SearchField } from '../ui/SearchField';
import { useEnd, watchFor } from '../ui/sight';
import styles from './ProductsPage.module.css';
import { store } from './stores';
import { t as all, number } from './texts';

type Item = Schemas['ItemView'];
type Sku = Schemas['SkuView'];

const page_size = 20;
// In sight when the page opens.
const eager_count = 6;

const t = texts(
  {
    add: '상품 올리기',
    search: '내 상품 검색',
    none: '아직 올린 상품이 없어요',
    noneHint: '하나씩 올리거나, CSV 파일로 한꺼번에 올릴 수 있어요.',
    nothing: '찾는 상품이 없어요',
    nothingHint: '상품 이름의 다른 낱말로 찾아보세요.',
    stock: '재고',
    stockOf: (name: string) => `${name} 재고`,
    sold: '품절',
    low: '곧 품절',
    total: (n: string) => `모두 ${n}개`,
  },
  {
    add: 'New product',
    search: 'Search my products',
    none: 'Nothing is listed yet',
    noneHint: 'List products one by one, or many at once from a CSV file.',
    nothing: 'There is no such product',
    nothingHint: 'Try another word of its name.',
    stock: 'Stock',
    stockOf: (name: string) => `Stock of ${name}`,
    sold: 'sold out',
    low: 'low',
    total: (n: string) => `${n} in all`,
  },
);

export default function ProductsPage({ query }: PageProps) {
  const q = query.get('q')?.trim() ?? '';
  const { id } = store.value ?? { id: '' };
  return (
    <Page title={all().products} heading="unseen">
      <div class={styles.tools}>
        <SearchField
          q={q}
          label={t().search}
          onSearch={(wanted) =>
            navigate(wanted ? `/manage?${new URLSearchParams({ q: wanted })}` : '/manage', { replace: true })
          }
        />
        <ButtonLink to="/manage/products/new">
          <Icon name="plus" size={18} />
          {t().add}
        </ButtonLink>
      </div>
      <Products key={`${id}/${q}`} id={id} q={q} />
    </Page>
  );
}

function Products({ id, q }: { id: string; q: string }) {
  const list = useListing<Item, Schemas['Cursor']>(`manage/products/${id}/${q}`, (cursor, signal) => {
    const page = { size: page_size, cursorId: cursor?.id };
    return q
      ? api.get('/products/search', { query: { ...page, q, storeId: id }, signal })
      : api.get('/stores/{id}/products', { path: { id }, query: page, signal });
  });
  const end = useEnd(list.more, list.items?.length);

  if (list.items?.length === 0) {
    return (
      <div class={styles.column} role="status">
        <Empty title={q ? t().nothing : t().none} hint={q ? t().nothingHint : t().noneHint}>
          {!q && <ButtonLink to="/manage/import">{all().upload}</ButtonLink>}
        </Empty>
      </div>
    );
  }
  return (
    <>
      {!list.items && !list.failure && <Waiting />}
      <ul class={styles.products}>
        {list.items?.map((item, i) => (
          <Product key={item.id} item={item} eager={i < eager_count} />
        ))}
      </ul>
      <Failure failure={list.failure} again={list.items ? list.more : () => void list.reload()} />
      {list.hasNext && <div ref={end} />}
    </>
  );
}

// The list says nothing about stock: it is read for what comes into sight.
function Product({ item, eager }: { item: Item; eager: boolean }) {
  const row = useRef<HTMLLIElement>(null);
  const [seen, setSeen] = useState(eager);
  useEffect(() => {
    if (!seen && row.current) return watchFor(row.current, '200px', () => setSeen(true));
  }, [seen]);
  const { data: skus } = useResource(seen ? `manage/skus/${item.id}` : null, (signal) =>
    api.get('/products/{id}/skus', { path: { id: item.id }, signal }),
  );
  return (
    <li ref={row} class={styles.product}>
      <Link to={`/manage/products/${item.id}`} class={styles.about}>
        <span class={styles.picture}>
          <Picture src={item.thumbnailUrl} alt="" eager={eager} />
        </span>
        <span>
          <b>{item.productName}</b>
          <span class={styles.price}>{price(item.price)}</span>
        </span>
      </Link>
      <Link to={`/manage/stock/${item.id}`} class={styles.stock}>
        <span class="unseen">{t().stockOf(item.productName)}</span>
        {skus && <Levels skus={skus} />}
        <Icon name="next" size={18} />
      </Link>
    </li>
  );
}

function Levels({ skus }: { skus: Sku[] }) {
  const total = skus.reduce((sum, { available }) => sum + available, 0);
  // What needs the owner comes first; of the rest, as much is shown as there is room for.
  const shown = [...skus].sort((a, b) => Number(a.stock === 'IN_STOCK') - Number(b.stock === 'IN_STOCK'));
  return (
    <span class={styles.levels}>
      <strong>{t().total(number(total))}</strong>
      <span>
        {shown.map(({ skuId, options, available, stock }) => (
          <span key={skuId} data-stock={stock}>
            {optionsText(options) || all().oneOption} <b>{number(available)}</b>
          </span>
        ))}
      </span>
    </span>
  );
}
