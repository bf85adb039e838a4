import { useState } from 'preact/hooks';
import { api, type Schemas } from '../api/client';
import { explain } from '../api/failure';
import { price, texts } from '../i18n';
import { useAction } from '../state/action';
import { addToCart } from '../state/cart';
import { useResource } from '../state/resource';
import { Button } from '../ui/Button';
import { Failure, Waiting } from '../ui/Notice';
import { Picture } from '../ui/Picture';
import { Sheet } from '../ui/Sheet';
import { toast } from '../ui/Toast';
import styles from './AddSheet.module.css';
import { OptionPicker, StockLine } from './Options';
import { canBeHad, firstChoice, isChosen, type Options, type Sku } from './skus';

type Product = Schemas['ProductView'];

const t = texts(
  {
    title: '옵션 고르기',
    add: (n: number, sum: string) => `${n}개 담기 ${sum}`,
    choose: '옵션을 골라 주세요',
    added: '장바구니에 담았어요',
    toCart: '보러 가기',
  },
  {
    title: 'Choose options',
    add: (n: number, sum: string) => `Add ${n} ${sum}`,
    choose: 'Choose your options',
    added: 'In your bag',
    toCart: 'See bag',
  },
);

interface AddSheetProps {
  products: { productId: string }[];
  onClose: () => void;
}

/** The options of several products at once, and then all of them into the bag. */
export function AddSheet({ products, onClose }: AddSheetProps) {
  const ids = products.map(({ productId }) => productId);
  const { data, failure, reload } = useResource(`products/${ids.join()}`, (signal) =>
    Promise.all(ids.map((id) => api.get('/products/{id}', { path: { id }, signal }))),
  );
  return (
    <Sheet title={t().title} onClose={onClose}>
      {data ? <Choosing products={data} onDone={onClose} /> : <Waiting />}
      <Failure failure={data ? undefined : failure} again={() => void reload()} />
    </Sheet>
  );
}

/** What is chosen of each product, as far as it is. */
function skusOf(products: Product[], chosen: Record<string, Options>): Map<string, Sku> {
  const found = new Map<string, Sku>();
  for (const { id, skus } of products) {
    const sku = skus.find((each) => isChosen(each, chosen[id] ?? {}));
    if (sku && canBeHad(sku)) found.set(id, sku);
  }
  return found;
}

/** With a size, so that all can be added at once. */
function readyChoice({ skus }: Product): Options {
  return skus.find(canBeHad)?.options ?? firstChoice(skus);
}

function Choosing({ products, onDone }: { products: Product[]; onDone: () => void }) {
  const isOne = products.length === 1;
  const [chosen, setChosen] = useState<Record<string, Options>>(() =>
    Object.fromEntries(products.map((each) => [each.id, isOne ? firstChoice(each.skus) : readyChoice(each)])),
  );
  const [refused, setRefused] = useState(new Map<string, unknown>());
  const [added, setAdded] = useState(new Set<string>());
  const skus = skusOf(products, chosen);
  const wanted = products.filter(({ id }) => skus.has(id) && !added.has(id));
  const sum = wanted.reduce((total, each) => total + each.price, 0);

  const add = useAction(async () => {
    const failures = new Map<string, unknown>();
    const done = new Set(added);
    for (const { id } of wanted) {
      const sku = skus.get(id);
      if (!sku) continue;
      try {
        await addToCart(sku.skuId);
        done.add(id);
      } catch (failure) {
        failures.set(id, failure);
      }
    }
    setAdded(done);
    setRefused(failures);
    if (failures.size > 0) return;
    toast(t().added, { to: '/shop/cart', text: t().toCart });
    onDone();
  });

  return (
    <>
      <ul class={styles.list}>
        {products.map(({ id, images, productName, price: won, skus: offered }) => (
          <li key={id}>
            <div class={styles.picture}>
              <Picture src={images[0]} alt="" eager />
            </div>
            <div class={styles.choice}>
              <p class={styles.name}>{productName}</p>
              <p class={styles.price}>{price(won)}</p>
              <OptionPicker
                skus={offered}
                chosen={chosen[id] ?? {}}
                onChoose={(options) => setChosen({ ...chosen, [id]: options })}
              />
              <StockLine sku={offered.find((each) => isChosen(each, chosen[id] ?? {}))} />
              {refused.has(id) && (
                <p role="alert" class={styles.refused}>
                  {explain(refused.get(id))}
                </p>
              )}
            </div>
          </li>
        ))}
      </ul>
      <div class={styles.foot}>
        <Failure failure={add.failure} />
        <Button wide busy={add.busy} disabled={wanted.length === 0} onClick={() => void add.run()}>
          {wanted.length === 0 ? t().choose : t().add(wanted.length, price(sum))}
        </Button>
      </div>
    </>
  );
}
