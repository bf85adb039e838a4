import { api, type Schemas } from '../api/client';
import { here, navigate, type PageProps } from '../router';
import { type Listing, useListing, useResource } from '../state/resource';
import { isLoggedIn } from '../state/session';
import { ButtonLink } from '../ui/Button';
import { Empty, Failure } from '../ui/Notice';
import { Page } from '../ui/Page';
import { Picture } from '../ui/Picture';
import { SearchField } from '../ui/SearchField';
import { useEnd } from '../ui/sight';
import { categoryName } from './categories';
import styles from './HomePage.module.css';
import { type Item, ProductCard } from './ProductCard';
import { t } from './texts';

type Cursor = Schemas['Cursor'];
type Sort = 'popular' | 'newest';

const page_size = 20;
// In sight when the page opens.
const eager_count = 3;

export function HomePage({ query }: PageProps) {
  const sort: Sort = query.get('sort') === 'newest' ? 'newest' : 'popular';
  const category = query.get('category') ?? undefined;
  const q = query.get('q')?.trim() ?? '';
  const who = isLoggedIn.value ? 'me' : 'anyone';
  const list = useListing<Item, Cursor>(`items/${who}/${sort}/${category}/${q}`, (cursor, signal) =>
    read(sort, category, q, cursor, signal),
  );

  return (
    <Page title={q ? t().results(q) : 'BARO'} heading={q ? 'shown' : 'unseen'}>
      {!q && <Invitation items={list.items} />}
      <div class={styles.tools}>
        <div class={styles.sorts}>
          <Choice to={{ sort: null, q: null }} chosen={!q && sort === 'popular'}>
            {t().popular}
          </Choice>
          <Choice to={{ sort: 'newest', q: null }} chosen={!q && sort === 'newest'}>
            {t().newest}
          </Choice>
        </div>
        <SearchField
          q={q}
          label={t().searchLabel}
          hint={t().searchHint}
          onSearch={(wanted) => navigate(addressWith({ q: wanted || null, sort: null }))}
        />
        <Categories chosen={category} />
      </div>
      <Grid list={list} ranked={sort === 'popular' && !q} />
    </Page>
  );
}

function read(
  sort: Sort,
  categoryId: string | undefined,
  q: string,
  cursor: Cursor | null,
  signal: AbortSignal,
) {
  const query = { categoryId, size: page_size, cursorId: cursor?.id };
  if (q) return api.get('/products/search', { query: { ...query, q }, signal });
  if (sort === 'newest') return api.get('/products/newest', { query, signal });
  return api.get('/products/popular', { query: { ...query, cursorLikes: cursor?.likes }, signal });
}

/** The present address with other values; null takes one out. */
function addressWith(values: Record<string, string | null>) {
  const query = new URLSearchParams(here.value.search);
  for (const [name, value] of Object.entries(values)) {
    if (value === null) query.delete(name);
    else query.set(name, value);
  }
  return query.size > 0 ? `/?${query}` : '/';
}

interface ChoiceProps {
  to: Record<string, string | null>;
  chosen: boolean;
  children: string;
}

// Not a new page: the place in it is kept.
function Choice({ to, chosen, children }: ChoiceProps) {
  return (
    <button type="button" aria-pressed={chosen} onClick={() => navigate(addressWith(to), { replace: true })}>
      {children}
    </button>
  );
}

/** Into the deck: its next three looks, fanned; for those who have none yet, what others like. */
function Invitation({ items }: { items: Item[] | undefined }) {
  const { data: dealt } = useResource(isLoggedIn.value ? 'deck/next' : null, (signal) =>
    api.get('/looks/swipe', { query: { size: 3 }, signal }),
  );
  const pictures = isLoggedIn.value ? dealt?.content : items?.slice(4, 7);
  return (
    <section class={styles.invitation}>
      <div class={styles.words}>
        <h2>{t().slogan}</h2>
        <ButtonLink to="/shop/swipe" kind="seal">
          {t().start}
        </ButtonLink>
        <p>{t().startHint}</p>
      </div>
      <div class={styles.fan} aria-hidden="true">
        {[2, 1, 0].map((i) => (
          <span key={i}>
            <Picture src={pictures?.[i]?.thumbnailUrl} alt="" eager />
          </span>
        ))}
      </div>
    </section>
  );
}

function Categories({ chosen }: { chosen: string | undefined }) {
  const { data } = useResource('categories', (signal) => api.get('/categories', { signal }));
  return (
    <div class={styles.categories} role="group" aria-label={t().categories}>
      <Choice to={{ category: null }} chosen={chosen === undefined}>
        {t().all}
      </Choice>
      {data?.map(({ id, name }) => (
        <Choice key={id} to={{ category: id }} chosen={chosen === id}>
          {categoryName(name)}
        </Choice>
      ))}
    </div>
  );
}

function Grid({ list, ranked }: { list: Listing<Item>; ranked: boolean }) {
  const { items, hasNext, failure, more, reload } = list;
  const end = useEnd(more, items?.length);

  if (items?.length === 0) return <Empty title={t().noResults} hint={t().noResultsHint} />;
  return (
    <>
      <ol class={styles.grid} aria-busy={items === undefined}>
        {(items ?? new Array<undefined>(9).fill(undefined)).map((item, i) => (
          <li key={item?.id ?? i}>
            {item ? (
              <ProductCard item={item} rank={ranked ? i + 1 : undefined} eager={i < eager_count} />
            ) : (
              <Picture src={null} alt="" />
            )}
          </li>
        ))}
      </ol>
      <Failure failure={failure} again={items ? more : () => void reload()} />
      {hasNext && <div ref={end} />}
    </>
  );
}
